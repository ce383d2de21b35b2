"""The packs that come with the program beside us_trade, each from its agencies' servers to what people are told."""
