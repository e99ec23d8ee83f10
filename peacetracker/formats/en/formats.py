"""English as these pages write it: days before months, in what is shown and in what is typed."""

from django.conf.locale.en_GB.formats import *  # noqa: F403
