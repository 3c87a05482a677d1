"""The Jupyter project's conformance suite for kernels, run on the project's.

Every test of it applies but that of the pager: a reply's payload that opens one
is deprecated, and TypeScript has no command that would.
"""

import os
import sys
import unittest

os.environ["JUPYTER_PATH"] = sys.argv.pop(1)

import jupyter_kernel_test

# Where library code finds the kernel's services.
KERNEL = "(globalThis as any)[Symbol.for('facial-keypoints.kernel')]"


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = "facial-keypoints"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world");'
    code_stderr = 'console.error("to stderr");'
    completion_samples = [
        {"text": "Math.flo", "matches": {"floor"}},
        {"text": "[1].redu", "matches": {"reduce", "reduceRight"}},
    ]
    complete_code_samples = ["1", "const a = 1;", "function f() {\n  return 1;\n}"]
    incomplete_code_samples = ["function f() {", "const text = `open", "[1,"]
    invalid_code_samples = ["const = 1;", "1 +* 2"]
    code_execute_result = [{"code": "1+2", "result": "3"}, {"code": "'a' + 'b'", "result": "'ab'"}]
    code_generate_error = "throw new Error('on purpose');"
    code_display_data = [{"code": KERNEL + ".display({ 'text/html': '<b>x</b>' })", "mime": "text/html"}]
    code_clear_output = KERNEL + ".clearOutput()"
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "parseInt"


if __name__ == "__main__":
    unittest.main(verbosity=2)
