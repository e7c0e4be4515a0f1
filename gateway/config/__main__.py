"""`python -m gateway.config`: the JSON Schema of a site file, for editors."""

import json

from gateway.config.model import SiteFile

if __name__ == "__main__":
    print(json.dumps(SiteFile.model_json_schema(), ensure_ascii=False, indent=2))
