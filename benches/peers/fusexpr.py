"""fusexpr through its small C interface (`src/lib.rs`), over NumPy's arrays."""

import ctypes
import json
import pathlib
import subprocess


class _Array(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("dtype", ctypes.c_char_p),
        ("start", ctypes.c_void_p),
        ("rank", ctypes.c_size_t),
        ("shape", ctypes.POINTER(ctypes.c_size_t)),
        ("strides", ctypes.POINTER(ctypes.c_ssize_t)),
    ]


_KINDS = {"b": "bool", "i": "i", "u": "u", "f": "f"}


def _described(name, array):
    """An array as the library reads it."""
    kind = _KINDS[array.dtype.kind]
    dtype = kind if kind == "bool" else f"{kind}{8 * array.itemsize}"
    shape = (ctypes.c_size_t * array.ndim)(*array.shape)
    strides = (ctypes.c_ssize_t * array.ndim)(*array.strides)
    return _Array(name.encode(), dtype.encode(), array.ctypes.data, array.ndim, shape, strides)


def _built():
    """The library, which cargo builds first if it has to."""
    manifest = pathlib.Path(__file__).with_name("Cargo.toml")
    command = ["cargo", "build", "--release", "--message-format=json-render-diagnostics", "--manifest-path", manifest]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    artifacts = [message for message in map(json.loads, lines) if message["reason"] == "compiler-artifact"]
    return next(a["filenames"][0] for a in artifacts if a["target"]["kind"] == ["cdylib"])


class Library:
    """The functions of the C interface."""

    def __init__(self):
        library = ctypes.CDLL(_built())
        self.prepare = library.fusexpr_prepare
        self.prepare.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(_Array)]
        self.prepare.argtypes += [ctypes.c_size_t, ctypes.c_size_t]
        self.prepare.restype = ctypes.c_void_p
        self.call = library.fusexpr_call
        self.call.argtypes, self.call.restype = [ctypes.c_void_p], ctypes.c_bool
        self.release = library.fusexpr_release
        self.release.argtypes, self.release.restype = [ctypes.c_void_p], None
        self.message = library.fusexpr_message
        self.message.argtypes, self.message.restype = [], ctypes.c_char_p
        library.fusexpr_level.restype = ctypes.c_uint8
        self.level = ["base", "v3", "v4"][library.fusexpr_level()]

    def expression(self, text, operands, outputs, tier="auto", threads=1):
        """A function without arguments that evaluates `text` over arrays given by name into others."""
        return _Call(self, text, operands, outputs, tier, threads)


class _Call:
    def __init__(self, library, text, operands, outputs, tier, threads):
        arrays = list(operands.items()) + list(outputs.items())
        described = (_Array * len(arrays))(*[_described(name, array) for name, array in arrays])
        self.library = library
        self.arrays = arrays  # so that they live as long as this
        self.handle = library.prepare(
            text.encode(), tier.encode(), threads, described, len(operands), len(outputs)
        )
        if not self.handle:
            raise ValueError(f"{text}: {library.message().decode()}")

    def __call__(self):
        if not self.library.call(self.handle):
            raise ValueError(self.library.message().decode())

    def __del__(self):
        if self.handle:
            self.library.release(self.handle)
