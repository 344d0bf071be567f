"""The compiled engine as machine code: one object file, which is made with numba and loaded without it."""

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import llvmlite.binding as llvm

from ccsim.engine.compiled.code import object_file

PARTS = {"run": 4, "fill": 2, "unpractised": 3}
"""The functions that Python calls, and how many 64-bit integers each takes."""
Function = Callable[..., int]
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""How malloc.h calls the bytes that are given back to the system at once, and those that are asked of it alone."""


def keep_memory() -> None:
    """What one replication gives back to the C library serves the next one: asked for anew from the system, page by
    page, it takes a tenth of the time. Only GNU's library can be told so."""
    tell = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if tell is not None:
        tell(M_TRIM_THRESHOLD, 1 << 30)
        tell(M_MMAP_THRESHOLD, 1 << 30)


@cache
def functions() -> dict[str, Function]:
    """The functions of PARTS by name: from the file of the source as it is, which is made if it is not there."""
    keep_memory()
    path = object_file()
    if path is None:
        return _loaded(_compiled())
    if not path.exists():
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(_compiled())
        temporary.replace(path)
    return _loaded(path.read_bytes())


def _machine() -> Any:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=3, codemodel="jitdefault")


def _compiled() -> bytes:
    """Everything in one module, of which only PARTS can be seen: what nobody else can call is optimised freely."""
    from numba import types

    from ccsim.engine.compiled.assembly import fill
    from ccsim.engine.compiled.kernel import run
    from ccsim.engine.compiled.practice import unpractised

    module, names = llvm.parse_assembly(""), {}
    for function in (run, fill, unpractised):
        part = function.py_func.__name__
        signature = (types.int64,) * PARTS[part]
        function.compile(signature)
        module.link_in(llvm.parse_assembly(function.inspect_llvm(signature)))
        names[function.overloads[signature].fndesc.llvm_func_name] = part
    for function in module.functions:
        if function.name in names:
            function.name = names[function.name]
        elif not function.is_declaration:
            function.linkage = "internal"
    machine = _machine()
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


def _loaded(code: bytes) -> dict[str, Function]:
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return {name: _function(engine, name, count) for name, count in PARTS.items()}


def _function(engine: Any, name: str, count: int) -> Function:
    """As numba compiles one; the code lives as long as its engine, which the function holds on to."""
    native = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * 2, *[ctypes.c_int64] * count)(
        engine.get_function_address(name)
    )
    return partial(_call, engine, name, native)


def _call(engine: Any, name: str, native: Callable[..., int], *arguments: int) -> int:
    """A compiled function puts its answer where the first argument points, and returns what was raised."""
    answer, raised = ctypes.c_int64(), ctypes.c_void_p()
    if native(ctypes.byref(answer), ctypes.byref(raised), *map(int, arguments)):
        raise RuntimeError(f"the compiled engine raised in {name}: {engine}")
    return answer.value
