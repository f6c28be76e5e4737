// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What a spoke's `open` and `fill` ask for, in 16 bits, so that it fits beside the head that they write anyway.
///
/// - bit 15: the hub takes this spoke's reports, so it takes orders and fills
/// - bit 14: opens are paused
/// - bit 13: fills are paused
/// - bits 0 to 12: the entry fee, `mantissa << exponent` gwei, exponent in bits 8 to 12
type Settings is uint16;

using SettingsLib for Settings global;

library SettingsLib {
    uint16 private constant ACCEPTING = 1 << 15;
    uint16 private constant OPENS_PAUSED = 1 << 14;
    uint16 private constant FILLS_PAUSED = 1 << 13;
    uint16 private constant PAUSES = OPENS_PAUSED | FILLS_PAUSED;

    /// @notice What the hub configures: whether the spoke takes orders, and the least entry fee in gwei, rounded up to
    /// what 8 bits of mantissa can say (0.8 % at most), and to no more than 255 << 31.
    function create(bool accepting, uint256 fee) internal pure returns (Settings) {
        uint256 mantissa = fee;
        uint256 exponent = 0;
        while (mantissa > 0xff && exponent < 31) {
            mantissa = (mantissa + 1) >> 1;
            ++exponent;
        }
        if (mantissa > 0xff) mantissa = 0xff;
        // 13 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint16 bits = uint16((exponent << 8) | mantissa);
        return Settings.wrap(accepting ? ACCEPTING | bits : bits);
    }

    /// @notice The hub's word, with the pauses as they are here.
    function configured(Settings settings, Settings byHub) internal pure returns (Settings) {
        return Settings.wrap((Settings.unwrap(settings) & PAUSES) | (Settings.unwrap(byHub) & ~PAUSES));
    }

    function withPauses(Settings settings, bool opens, bool fills) internal pure returns (Settings) {
        uint16 bits = Settings.unwrap(settings) & ~PAUSES;
        if (opens) bits |= OPENS_PAUSED;
        if (fills) bits |= FILLS_PAUSED;
        return Settings.wrap(bits);
    }

    function isAccepting(Settings settings) internal pure returns (bool) {
        return Settings.unwrap(settings) & ACCEPTING != 0;
    }

    function areOpensPaused(Settings settings) internal pure returns (bool) {
        return Settings.unwrap(settings) & OPENS_PAUSED != 0;
    }

    function areFillsPaused(Settings settings) internal pure returns (bool) {
        return Settings.unwrap(settings) & FILLS_PAUSED != 0;
    }

    /// @notice Whether the spoke takes orders now.
    function takesOpens(Settings settings) internal pure returns (bool) {
        return Settings.unwrap(settings) & (ACCEPTING | OPENS_PAUSED) == ACCEPTING;
    }

    /// @notice Whether the spoke takes fills now.
    function takesFills(Settings settings) internal pure returns (bool) {
        return Settings.unwrap(settings) & (ACCEPTING | FILLS_PAUSED) == ACCEPTING;
    }

    /// @notice The least fee of an entry, in gwei.
    function entryFee(Settings settings) internal pure returns (uint256) {
        uint256 bits = Settings.unwrap(settings);
        return (bits & 0xff) << ((bits >> 8) & 0x1f);
    }
}
