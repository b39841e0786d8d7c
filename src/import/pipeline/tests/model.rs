//! Any sequence of imports equals what a plain map would hold.
