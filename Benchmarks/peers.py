"""One peer in a process of its own: `peers.py NAME THREADS` reads commands, a line of JSON each.

    {"layer": [...fields], "count": arrays, "operation": "conv", "dInput", "dWeight" or "pool",
     "passes": times that the arrays are gone through}
                                              ->  {"ok": true} or {"error": "..."}
    {"save": path}                            ->  the result of the first array, channels last
    {"time": true}                            ->  {"cpu": seconds an array, "wall": ...}

Peers get the same arrays as the tool, in memory and in the layout that they like.
"""

import json
import sys
import time

import numpy as np

from layers import Layer


def first_channels(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(np.moveaxis(array, -1, 1))


def last_channels(array: np.ndarray) -> np.ndarray:
    return np.moveaxis(array, 1, -1)


def onnx_model(layer: Layer, weight: np.ndarray) -> bytes:
    from onnx import TensorProto, helper, numpy_helper

    n, *space, channels = layer.data
    node = helper.make_node(
        "Conv", ["x", "w"], ["y"], strides=[layer.stride] * layer.dims,
        pads=[layer.padding] * 2 * layer.dims, dilations=[layer.dilation] * layer.dims,
        group=layer.standard_groups)
    graph = helper.make_graph(
        [node], "layer",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [n, channels, *space])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(layer.standard_weight(weight), "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    return model.SerializeToString()


def onnx_pooling(layer: Layer) -> bytes:
    from onnx import TensorProto, helper

    n, *space, channels = layer.data
    kind = {"max": "MaxPool", "average": "AveragePool"}[layer.pooling]
    node = helper.make_node(
        kind, ["x"], ["y"], kernel_shape=layer.weight, strides=[layer.stride] * layer.dims,
        pads=[layer.padding] * 2 * layer.dims)
    graph = helper.make_graph(
        [node], "layer",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [n, channels, *space])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    return model.SerializeToString()


def onnxruntime(layer, arrays, weight, threads):
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if threads > 1 else "0")
    session = ort.InferenceSession(
        onnx_pooling(layer) if weight is None else onnx_model(layer, weight), options, providers=["CPUExecutionProvider"])
    values = [ort.OrtValue.ortvalue_from_numpy(first_channels(a)) for a in arrays]
    shape = [layer.data[0], layer.outputs, *layer.space]
    result = ort.OrtValue.ortvalue_from_numpy(np.zeros(shape, np.float32))

    def bind(value):
        binding = session.io_binding()
        binding.bind_ortvalue_input("x", value)
        binding.bind_ortvalue_output("y", result)
        return lambda: session.run_with_iobinding(binding)

    return [bind(value) for value in values], lambda: last_channels(result.numpy())


def openvino(layer, arrays, weight, threads):
    import openvino as ov

    core = ov.Core()
    model = core.read_model(onnx_pooling(layer) if weight is None else onnx_model(layer, weight))
    compiled = core.compile_model(
        model, "CPU",
        {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY",
         "INFERENCE_PRECISION_HINT": "f32"})
    request = compiled.create_infer_request()
    values = [ov.Tensor(first_channels(a), shared_memory=True) for a in arrays]

    def run(value):
        request.set_input_tensor(value)
        request.infer()

    return ([lambda value=value: run(value) for value in values],
            lambda: last_channels(request.get_output_tensor().data))


def torch(layer, arrays, weight, threads, channels_last=False):
    import torch

    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    convolve = [torch.nn.functional.conv1d, torch.nn.functional.conv2d,
                torch.nn.functional.conv3d][layer.dims - 1]
    formats = {2: torch.channels_last, 3: torch.channels_last_3d}
    if channels_last and layer.dims == 1:
        raise ValueError("no such memory format with one spatial axis")

    def tensor(array):
        made = torch.from_numpy(array)
        return made.contiguous(memory_format=formats[layer.dims]) if channels_last else made

    filters = None if weight is None else tensor(layer.standard_weight(weight))
    last = []

    def run(value):
        if weight is not None:
            last[:] = [convolve(value, filters, stride=layer.stride, padding=layer.padding,
                                dilation=layer.dilation, groups=layer.standard_groups)]
        elif layer.pooling == "max":
            last[:] = [torch.nn.functional.max_pool2d(
                value, layer.weight, layer.stride, layer.padding)]
        else:
            last[:] = [torch.nn.functional.avg_pool2d(
                value, layer.weight, layer.stride, layer.padding, count_include_pad=False)]

    values = [tensor(first_channels(a)) for a in arrays]
    return ([lambda value=value: run(value) for value in values],
            lambda: last_channels(last[0].contiguous().numpy()))


def torch_channels_last(*job):
    return torch(*job, channels_last=True)


def torch_gradient(layer, operation, arrays, weight, threads, passes, channels_last=False):
    import torch

    torch.set_num_threads(threads)
    if channels_last and layer.dims == 1:
        raise ValueError("no such memory format with one spatial axis")
    formats = {2: torch.channels_last, 3: torch.channels_last_3d}

    def tensor(array):
        made = torch.from_numpy(array)
        return made.contiguous(memory_format=formats[layer.dims]) if channels_last else made

    filters = tensor(layer.standard_weight(weight))
    pairs = [(tensor(first_channels(y)), tensor(first_channels(x)))
             for y, x in zip(layer.make_adjoints(len(arrays)), arrays)]
    if operation == "dWeight":
        # The tool's data lies in its file as often as it is gone through: no cache holds it.
        pairs = [(y, x.clone()) for _ in range(passes) for y, x in pairs]
    mask = [operation == "dInput", operation == "dWeight", False]
    last = []

    def run(dOutput, data):
        last[:] = [torch.ops.aten.convolution_backward(
            dOutput, data, filters, None, [layer.stride] * layer.dims,
            [layer.padding] * layer.dims, [layer.dilation] * layer.dims, False,
            [0] * layer.dims, layer.standard_groups, mask)]

    def result():
        found = last[0][0 if operation == "dInput" else 1].contiguous().numpy()
        if operation == "dInput":
            return last_channels(found)
        if layer.per_channel:
            return found.sum(axis=(0, 1))
        return np.moveaxis(found, (0, 1), (-1, -2))

    return [lambda pair=pair: run(*pair) for pair in pairs], result


def make(name, layer, operation, arrays, weight, threads, passes):
    """The peer's calls, one an array or one an array and pass, and its last result with channels last.

    Without a weight it pools.
    """
    if operation == "pool":
        if name == "opencv":
            raise ValueError("pools nothing")
        return PEERS[name](layer, arrays, None, threads)
    if operation == "conv":
        return PEERS[name](layer, arrays, weight, threads)
    if name not in ("torch", "torch-last"):
        raise ValueError("computes no gradients")
    return torch_gradient(
        layer, operation, arrays, weight, threads, passes, name == "torch-last")


def opencv(layer, arrays, weight, threads):
    import cv2

    if not layer.per_channel or layer.dims != 2 or layer.stride != 1 or layer.dilation != 1:
        raise ValueError("no such filter")
    cv2.setNumThreads(threads)
    values = [a[0] for a in arrays]
    result = np.empty_like(values[0])
    return ([lambda value=value: cv2.filter2D(
                value, -1, weight, dst=result, borderType=cv2.BORDER_CONSTANT)
             for value in values],
            lambda: result.reshape(arrays[0].shape))


PEERS = {"onnxruntime": onnxruntime, "openvino": openvino, "torch": torch,
         "torch-last": torch_channels_last, "opencv": opencv}


def serve(name: str, threads: int) -> None:
    runs, result, calls = [], None, 0
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if "layer" in command:
                fields = [tuple(f) if isinstance(f, list) else f for f in command["layer"]]
                layer = Layer(*fields)
                runs, result = [], None
                (count, passes) = (command["count"], command["passes"])
                runs, result = make(
                    name, layer, command["operation"], *layer.make(count), threads, passes)
                calls = count * passes
                runs[0]()
                answer = {"ok": True}
            elif "save" in command:
                runs[0]()
                np.save(command["save"], np.ascontiguousarray(result()))
                answer = {"ok": True}
            else:
                cpu, wall = time.process_time(), time.perf_counter()
                for _ in range(calls // len(runs)):
                    for run in runs:
                        run()
                answer = {"cpu": (time.process_time() - cpu) / calls,
                          "wall": (time.perf_counter() - wall) / calls}
        except Exception as error:  # A peer that cannot do a layer is left out of it.
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
