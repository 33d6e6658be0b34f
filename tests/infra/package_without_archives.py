"""`chalice package` as far as its template: run as a program with the project, a stage and a file to write.

The archives that the template points to take most of the time and need the package index, so they are only named.
A process of its own, because Chalice takes one `app` for each process and puts the stage's variables into it.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from chalice.cli.factory import CLIFactory
from chalice.deploy import deployer
from chalice.package import create_app_packager


def main(project: str, stage: str, target: str) -> None:
    for packager in ("LambdaDeploymentPackager", "AppOnlyDeploymentPackager", "LayerDeploymentPackager"):
        getattr(deployer, packager).create_deployment_package = _only_named
    factory = CLIFactory(project, environ=os.environ)  # as the command line does it
    config = factory.create_config_obj(chalice_stage_name=stage)
    packager = create_app_packager(config, factory.create_package_options())
    resources = packager._resource_builder.construct_resources(config, stage)
    Path(target).write_text(json.dumps(packager._templater.generate(resources)))


def _only_named(*_: Any) -> str:
    return "archive.zip"


if __name__ == "__main__":
    main(*sys.argv[1:])
