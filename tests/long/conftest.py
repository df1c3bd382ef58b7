# SPDX-License-Identifier: GPL-3.0-or-later
"""The long tests use the fixtures of the end-to-end tests."""
import importlib.util
import pathlib
import sys

END_TO_END = pathlib.Path(__file__).resolve().parents[1] / "e2e"
sys.path.insert(0, str(END_TO_END))
specification = importlib.util.spec_from_file_location("end_to_end", END_TO_END / "conftest.py")
end_to_end = importlib.util.module_from_spec(specification)
sys.modules["end_to_end"] = end_to_end
specification.loader.exec_module(end_to_end)
grpc_server, bridge, start = end_to_end.grpc_server, end_to_end.bridge, end_to_end.start
