"""JupyterLab as `npm start` runs it: our kernel alone, no questions, room for figures."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from parent import end_with_parent

c = get_config()  # noqa: F821

KERNEL = "facial-keypoints"
c.KernelSpecManager.allowed_kernelspecs = {KERNEL}
c.KernelSpecManager.ensure_native_kernel = False
c.MultiKernelManager.default_kernel_name = KERNEL

# Nothing is asked, fetched or advertised when the page opens.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.LanguageServerManager.autodetect = False
c.ServerApp.answer_yes = True

# custom.css, which jupyter-server.mjs puts where the server looks for it.
c.LabApp.custom_css = True

end_with_parent()
