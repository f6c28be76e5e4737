// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Settings, SettingsLib} from "../../../src/types/Settings.sol";
import {Test} from "forge-std/Test.sol";

contract SettingsTest is Test {
    uint256 private constant LARGEST_FEE = uint256(255) << 31;

    /// Never less than asked for, and less than a 128th more.
    function testFuzz_create_roundsTheFeeUp(bool accepting, uint64 fee) public pure {
        Settings settings = SettingsLib.create(accepting, fee);
        uint256 rounded = settings.entryFee();
        if (fee > LARGEST_FEE) {
            assertEq(rounded, LARGEST_FEE);
        } else {
            assertGe(rounded, fee);
            assertLe(rounded - fee, uint256(fee) / 128);
        }
        assertEq(settings.isAccepting(), accepting);
        assertFalse(settings.areOpensPaused());
        assertFalse(settings.areFillsPaused());
    }

    function test_create_isExactWhereItCanBe() public pure {
        for (uint256 fee = 0; fee < 256; ++fee) {
            for (uint256 exponent = 0; exponent < 32; ++exponent) {
                assertEq(SettingsLib.create(true, fee << exponent).entryFee(), fee << exponent);
            }
        }
        assertEq(SettingsLib.create(true, 257).entryFee(), 258);
        assertEq(SettingsLib.create(true, 511).entryFee(), 512);
        assertEq(SettingsLib.create(true, 513).entryFee(), 516);
        assertEq(SettingsLib.create(true, LARGEST_FEE + 1).entryFee(), LARGEST_FEE);
    }

    /// What was rounded stays.
    function testFuzz_create_ofARoundedFee_isTheSame(uint64 fee) public pure {
        Settings settings = SettingsLib.create(true, fee);
        assertEq(Settings.unwrap(SettingsLib.create(true, settings.entryFee())), Settings.unwrap(settings));
    }

    /// As documented: bit 15, a mantissa of 8 bits, an exponent of 5.
    function testFuzz_entryFee_isAFloat(uint16 bits) public pure {
        Settings settings = Settings.wrap(bits);
        assertEq(settings.entryFee(), uint256(bits % 256) * 2 ** ((bits / 256) % 32));
        assertEq(settings.isAccepting(), bits / 2 ** 15 == 1);
        assertEq(settings.areOpensPaused(), (bits / 2 ** 14) % 2 == 1);
        assertEq(settings.areFillsPaused(), (bits / 2 ** 13) % 2 == 1);
        assertEq(settings.takesOpens(), settings.isAccepting() && !settings.areOpensPaused());
        assertEq(settings.takesFills(), settings.isAccepting() && !settings.areFillsPaused());
    }

    /// The hub's word never lifts or sets a pause.
    function testFuzz_configured_keepsPauses(uint16 bits, uint16 byHub) public pure {
        Settings settings = Settings.wrap(bits).configured(Settings.wrap(byHub));
        assertEq(settings.areOpensPaused(), Settings.wrap(bits).areOpensPaused());
        assertEq(settings.areFillsPaused(), Settings.wrap(bits).areFillsPaused());
        assertEq(settings.isAccepting(), Settings.wrap(byHub).isAccepting());
        assertEq(settings.entryFee(), Settings.wrap(byHub).entryFee());
    }

    /// And a pause never touches what the hub said.
    function testFuzz_withPauses_keepsTheHubsWord(uint16 bits, bool opens, bool fills) public pure {
        Settings settings = Settings.wrap(bits).withPauses(opens, fills);
        assertEq(settings.areOpensPaused(), opens);
        assertEq(settings.areFillsPaused(), fills);
        assertEq(settings.isAccepting(), Settings.wrap(bits).isAccepting());
        assertEq(settings.entryFee(), Settings.wrap(bits).entryFee());
    }
}
