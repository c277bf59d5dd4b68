"""monitord: knows how every site of a province's video-conference system is.

Domain and daemon. `model` is the vocabulary that everything shares; `inventory` loads it; `poller`
probes and judges each check; `centre` judges sites; `daemon` puts it together; `cli` is what people
type.
"""

__version__ = "0.1.0"
