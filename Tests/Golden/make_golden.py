#!/usr/bin/env python3
"""Makes the golden files, or with --check compares them with what the oracles say today."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

# MKL gives the same bits on every x86 processor only when asked, and before it is loaded.
os.environ["MKL_CBWR"] = "COMPATIBLE"

import torch  # noqa: E402

from scripts import (  # noqa: E402
    golden,
    golden_conv,
    golden_conv_grad,
    golden_map,
    golden_pool,
    golden_pool_grad,
    golden_rearrange,
    golden_reduce,
    golden_xent,
)

OPERATORS = {
    "conv": golden_conv.records,
    "conv-grad-input": golden_conv_grad.input_records,
    "conv-grad-weight": golden_conv_grad.weight_records,
    "conv-grad-bias": golden_conv_grad.bias_records,
    "pool": golden_pool.records,
    "pool-grad": golden_pool_grad.records,
    "rearrange": golden_rearrange.records,
    "xent": golden_xent.loss_records,
    "xent-grad": golden_xent.gradient_records,
    "reduce": golden_reduce.records,
    "map": golden_map.records,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("operators", nargs="*", metavar="OPERATOR", help=", ".join(OPERATORS))
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    arguments = parser.parse_args()
    unknown = set(arguments.operators) - OPERATORS.keys()
    if unknown:
        parser.error(f"no such operator: {', '.join(sorted(unknown))}")
    # The order of a sum must not depend on the number of processors.
    torch.set_num_threads(1)
    handle = golden.compare if arguments.check else golden.write
    for operator in arguments.operators or OPERATORS:
        counts = handle(Path(__file__).parent, operator, OPERATORS[operator]())
        oracles = ", ".join(f"{oracle} {count}" for oracle, count in sorted(counts.items()))
        print(f"{operator}: {counts.total()} cases ({oracles})")


if __name__ == "__main__":
    main()
