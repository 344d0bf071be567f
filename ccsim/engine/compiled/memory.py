"""How compiled code reaches the rows of tables: by their address, so that one address is all that functions pass on."""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.types import unliteral
from numba.extending import intrinsic

OPTIONS: dict[str, Any] = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(function: Callable[..., Any]) -> Any:
    """For calls from compiled code alone, once: as it stands, a function would be compiled anew for every width of
    integers, and for every constant, that it is called with."""
    dispatcher = numba.njit(**OPTIONS)(function)
    as_called = dispatcher.get_call_template
    dispatcher.get_call_template = lambda arguments, named: as_called([_widest(a) for a in arguments], named)
    return dispatcher


def _widest(kind: Any) -> Any:
    return types.int64 if isinstance(unliteral(kind), types.Integer) else kind


def rows(dtype: np.dtype[Any]) -> Any:
    """A function (address of a table, number of a row) → the row itself, to be read and written by field."""
    row = numba.from_dtype(dtype)
    size = dtype.itemsize

    @intrinsic
    def at(typing: Any, address: Any, number: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            step = builder.mul(arguments[1], ir.Constant(ir.IntType(64), size))
            return builder.inttoptr(builder.add(arguments[0], step), context.get_value_type(row))

        return row(types.int64, types.int64), code

    return at


def ahead(dtype: np.dtype[Any]) -> Any:
    """A function (address of a table, number of a row) that has a row brought into the cache before it is read: where
    it begins and where it ends, since it may lie across two lines of the cache."""
    size = dtype.itemsize

    @intrinsic
    def fetch(typing: Any, address: Any, number: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
            step = builder.mul(arguments[1], ir.Constant(ir.IntType(64), size))
            first = builder.add(arguments[0], step)
            last = builder.add(first, ir.Constant(ir.IntType(64), size - 1))
            prefetch = builder.module.declare_intrinsic(
                "llvm.prefetch", [byte], ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
            )
            for edge in (first, last):
                builder.call(prefetch, [builder.inttoptr(edge, byte), flag(0), flag(3), flag(1)])
            return context.get_dummy_value()

        return types.none(types.int64, types.int64), code

    return fetch


def _pointer(builder: Any, address: Any, number: Any, kind: Any) -> Any:
    return builder.gep(builder.inttoptr(address, kind.as_pointer()), [number])


def _getter(element: Any, bits: Any) -> Any:
    @intrinsic
    def get(typing: Any, address: Any, number: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.load(_pointer(builder, arguments[0], arguments[1], bits))

        return element(types.int64, types.int64), code

    return get


def _setter(bits: Any, element: Any = types.int64) -> Any:
    @intrinsic
    def put(typing: Any, address: Any, number: Any, value: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            narrow = element == types.int64 and bits.width < 64
            value = builder.trunc(arguments[2], bits) if narrow else arguments[2]
            builder.store(value, _pointer(builder, arguments[0], arguments[1], bits))
            return context.get_dummy_value()

        return types.none(types.int64, types.int64, element), code

    return put


integer = _getter(types.int64, ir.IntType(64))
"""(address, i) → the i-th of 64-bit integers."""
put_integer = _setter(ir.IntType(64))
floating = _getter(types.float64, ir.DoubleType())
"""(address, i) → the i-th of 64-bit floats."""
put_floating = _setter(ir.DoubleType(), types.float64)
small = _getter(types.int32, ir.IntType(32))
"""(address, i) → the i-th of 32-bit integers."""
put_small = _setter(ir.IntType(32))
word = _getter(types.uint32, ir.IntType(32))
"""(address, i) → the i-th of 32-bit integers without a sign."""
short = _getter(types.int16, ir.IntType(16))
"""(address, i) → the i-th of 16-bit integers."""
put_short = _setter(ir.IntType(16))
tiny = _getter(types.int8, ir.IntType(8))
"""(address, i) → the i-th of 8-bit integers."""
put_tiny = _setter(ir.IntType(8))
