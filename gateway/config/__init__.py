"""The site file: read, checked as a whole, and handed on with every name resolved.

load_site(path)    Site, or yamlfile.YamlFileError with every problem
check_site(path)   the problems as lines of text
counts(site)       how much of what there is
"""

from gateway.config.load import check_site, load_site
from gateway.config.model import Channel, Retention, TicketSettings
from gateway.config.site import Site, SiteDevice, counts

__all__ = [
    "Channel", "Retention", "Site", "SiteDevice", "TicketSettings", "check_site", "counts", "load_site",
]  # fmt: skip
