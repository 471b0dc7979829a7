import TestSupport

extension DamagedArchiveTests {
  /// `second` is a stored member of 148 bytes, `deflated` one of deflated.npz.
  private static let second = "shape.2.npy"
  private static let deflated = "shape.6.npy"

  static let zipRows: [Row] = [
    Row(
      "nothing", "saved.npz",
      "x.npz is neither an .npz nor a .safetensors file: it starts with nothing"
    ) {
      $0.bytes = []
    },
    Row(
      "the last byte is missing", "saved.npz",
      "x.npz is damaged: the end of the zip directory is missing, so it may be truncated"
    ) {
      $0.bytes.removeLast()
    },
    Row(
      "half of it is missing", "deflated.npz",
      "x.npz is damaged: the end of the zip directory is missing, so it may be truncated"
    ) {
      $0.bytes.removeLast($0.bytes.count / 2)
    },
    Row(
      "a byte too many", "saved.npz",
      "x.npz is damaged: the end of the zip directory is missing, so it may be truncated"
    ) {
      $0.bytes.append(0)
    },
    Row(
      "a member too many", "saved.npz",
      "x.npz is damaged: its zip directory has 23 members, expected 24"
    ) {
      $0.put(24, 2, at: $0.end + 10)
    },
    Row(
      "one of several disks", "saved.npz",
      "x.npz is damaged: it is one part of a zip archive in several files"
    ) {
      $0.put(1, 2, at: $0.end + 4)
    },
    Row(
      "the directory lies outside", "saved.npz",
      "x.npz is damaged: its zip directory should be 1377 bytes at byte 4000000000, the file has room until byte 6526"
    ) {
      $0.put(4_000_000_000, 4, at: $0.end + 16)
    },
    Row(
      "the directory is too long", "saved.npz",
      "x.npz is damaged: its zip directory should be 1378 bytes at byte 5149, the file has room until byte 6526"
    ) {
      $0.put(1378, 4, at: $0.end + 12)
    },
    Row(
      "the directory is too short", "saved.npz",
      "x.npz is damaged: member 22 of its zip directory is truncated"
    ) {
      $0.put(1376, 4, at: $0.end + 12)
    },
    Row(
      "a record is none", "saved.npz",
      "x.npz is damaged: member 1 of its zip directory does not start as one"
    ) {
      $0.describe("int8.weight.npy", 0, 0)
    },
    Row(
      "a name is too long", "saved.npz",
      "x.npz is damaged: member 0 of its zip directory is truncated"
    ) {
      $0.describe("bool.weight.npy", 28, 0xFFFF, size: 2)
    },
    Row(
      "a member lies outside", "saved.npz",
      "x.npz is damaged: member 14 of its zip directory ('shape.2.npy') lies outside the file"
    ) {
      $0.describe(second, 42, 6000)
    },
    Row(
      "a member is larger than the file", "saved.npz",
      "x.npz is damaged: member 14 of its zip directory ('shape.2.npy') lies outside the file"
    ) {
      $0.describe(second, 20, 7000)
    },
    Row(
      "a member reaches into the next", "saved.npz",
      "x.npz is damaged: member 'shape.2.npy' overlaps what follows it"
    ) {
      $0.describe(second, 20, 149)
      $0.describe(second, 24, 149)
    },
    Row(
      "two members at one place", "saved.npz",
      "x.npz is damaged: member 'shape.2.npy' overlaps what follows it"
    ) {
      $0.describe("shape.3.npy", 42, $0.number(4, at: $0.record(1, of: second) + 42))
    },
    Row(
      "a member starts elsewhere", "saved.npz",
      "x.npz is damaged: member 'shape.2.npy' has no header at byte 3057"
    ) {
      $0.describe(second, 42, 3057)
    },
    Row(
      "two names", "saved.npz",
      "x.npz is damaged: member 'shape.2.npy' has another name in its header than in the directory"
    ) {
      $0.put(0x39, 1, at: $0.record(3, of: second) + 30 + 6)
    },
    Row("a name twice", "saved.npz", "x.npz holds 'shape.1.npy' twice, expected each name once") {
      $0.replace("shape.2.npy", "shape.1.npy")
    },
    Row("encrypted", "saved.npz", "x.npz: 'shape.2.npy' is encrypted, expected no encryption") {
      $0.describe(second, 8, 1, size: 2)
    },
    Row(
      "another method", "saved.npz",
      "x.npz: 'shape.2.npy' is compressed by method 12, expected 0 (stored) or 8 (deflated)"
    ) {
      $0.describe(second, 10, 12, size: 2)
    },
    Row(
      "stored in fewer bytes", "saved.npz",
      "x.npz is damaged: member 'shape.2.npy' is stored in 147 bytes, expected 148"
    ) {
      $0.describe(second, 20, 147)
    },
    Row(
      "another checksum", "saved.npz",
      "x.npz member 'shape.2.npy' is damaged: its CRC-32 is 9d31ff9a, expected 00000001"
    ) {
      $0.describe(second, 16, 1)
    },
    Row(
      "an element is changed", "saved.npz",
      "x.npz member 'shape.2.npy' is damaged: its CRC-32 is 7263497b, expected 9d31ff9a"
    ) {
      $0.bytes[$0.record(3, of: second) + 30 + 11 + 20 + 130] ^= 1
    },
    Row(
      "an element is changed, deflated", "deflated.npz",
      "x.npz member 'shape.6.npy' is damaged: it inflates to more than 436 bytes"
    ) {
      $0.bytes[$0.record(3, of: deflated) + 30 + 11 + 20 + 100] ^= 1
    },
    Row(
      "no deflated data", "deflated.npz",
      "x.npz member 'shape.6.npy' is damaged: its deflated data cannot be read, after 0 of 436 bytes"
    ) {
      $0.bytes[$0.record(3, of: deflated) + 30 + 11 + 20] = 0xFF
    },
    Row(
      "deflated data is cut off", "deflated.npz",
      "x.npz member 'shape.6.npy' is damaged: its deflated data is cut off, after 419 of 436 bytes"
    ) {
      let count = $0.number(4, at: $0.record(1, of: deflated) + 20)
      $0.describe(deflated, 20, count - 9)
    },
    Row(
      "deflated data ends early", "deflated.npz",
      "x.npz member 'shape.6.npy' is damaged: it inflates to 436 bytes, expected 437"
    ) {
      $0.describe(deflated, 24, 437)
    },
    Row(
      "deflated data goes on", "deflated.npz",
      "x.npz member 'shape.6.npy' is damaged: it inflates to more than 435 bytes"
    ) {
      $0.describe(deflated, 24, 435)
    },
    Row(
      "deflated data of any size", "deflated.npz",
      "x.npz member 'shape.6.npy' is damaged: it inflates to 436 bytes, expected 4294967294"
    ) {
      $0.describe(deflated, 24, 0xFFFF_FFFE)
    },
    Row(
      "no 64-bit sizes", "saved.npz",
      "x.npz is damaged: member 14 of its zip directory lacks the sizes that zip64 has"
    ) {
      $0.describe(second, 20, 0xFFFF_FFFF)
    },
    Row(
      "the 64-bit end is elsewhere", "zip64.npz",
      "x.npz is damaged: the zip64 end of the directory is not where the file says"
    ) {
      $0.put(1, 8, at: $0.end - 20 + 8)
    },
    Row(
      "the 64-bit end is nowhere", "zip64.npz",
      "x.npz is damaged: the zip64 end of the directory is not where the file says"
    ) {
      $0.put(-1, 8, at: $0.end - 20 + 8)
    },
    Row(
      "64-bit sizes of another kind", "zip64.npz",
      "x.npz is damaged: member 14 of its zip directory lacks the sizes that zip64 has"
    ) {
      $0.describe(second, 46 + 11, 2, size: 2)
    },
    Row(
      "a 64-bit size beyond all", "zip64.npz",
      "x.npz is damaged: member 14 of its zip directory ('shape.2.npy') lies outside the file"
    ) {
      $0.describe(second, 46 + 11 + 4, -1, size: 8)
    },
    Row(
      "a name that a terminal would obey", "saved.npz",
      "x.npz is damaged: member 14 of its zip directory ('sh?pe.2.npy') lies outside the file"
    ) {
      $0.describe(second, 42, 6000)
      $0.bytes[$0.record(1, of: second) + 46 + 2] = 0x0A
    },
  ]

  static let headers: [Header] = [
    Header("{", 0, "x.safetensors is damaged: its header is no JSON object"),
    Header("{} x", 0, "x.safetensors is damaged: its header is no JSON object"),
    Header("{}", 1, "x.safetensors is damaged: its arrays take 0 bytes, the file has 1 for them"),
    Header(
      #"{"a":{"dtype":"F32","shape":[1]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': expected dtype, shape and data_offsets, each once"
    ),
    Header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4,
      "x.safetensors is damaged: its header on 'a': expected dtype, shape and data_offsets, each once"
    ),
    Header(
      #"{"a":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': expected dtype, shape and data_offsets, each once"
    ),
    Header(
      #"{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': expected dtype, shape and data_offsets, each once"
    ),
    Header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': expected dtype, shape and data_offsets, each once"
    ),
    Header(
      #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': expected dtype, shape and data_offsets, each once"
    ),
    Header(
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': expected dtype, shape and data_offsets, each once"
    ),
    Header(
      #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': its shape [-1] is that of no array"),
    Header(
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': its shape [4294967296, 4294967296] is that of no array"
    ),
    Header(
      #"{"a":{"dtype":"F64","shape":[36028797018963968],"data_offsets":[0,4]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': it has 4 bytes, which is not what float64 36028797018963968 takes"
    ),
    Header(
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': it has 4 bytes, which is not what float32 2 takes"
    ),
    Header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': its data_offsets are 4 and 0"),
    Header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4,
      "x.safetensors is damaged: its header on 'a': its data_offsets are -4 and 0"),
    Header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8,
      "x.safetensors is damaged: 'a' starts at byte 4 of the elements, expected 0"),
    Header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      4, "x.safetensors is damaged: 'b' starts at byte 0 of the elements, expected 4"),
    Header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#,
      6, "x.safetensors is damaged: 'b' starts at byte 2 of the elements, expected 4"),
    Header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
      8, "x.safetensors holds 'a' twice, expected each name once"),
    Header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3,
      "x.safetensors is damaged: its arrays take 4 bytes, the file has 3 for them"),
    Header(
      #"{"a\u001b[31m":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}"#, 4,
      "x.safetensors: 'a?[31m' has elements of type F8_E4M3, expected bool, integers or floats of 8 to 64 bits"
    ),
  ]
}
