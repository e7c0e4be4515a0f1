"""What a simulation cannot do.

    SimulatorError      a site that cannot be simulated, an unknown scenario, a second simulator on one data directory

A mistake in a request to a running simulator (`simulators.control`) is a LookupError, one in a file a
yamlfile.YamlFileError.
"""


class SimulatorError(Exception):
    """The simulation does not start; the text says why and what would do."""
