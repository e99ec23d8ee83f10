"""The WSGI entry point."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacetracker.settings")

application = get_wsgi_application()
# All that pages need is read now and stays: so it need not be looked through for garbage, 0.05 s each time.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
# A page makes some 20,000 objects: let garbage wait for as many, not for 700.
gc.set_threshold(20_000)
