// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {LiquidityHandler} from "./LiquidityHandler.sol";
import {Test} from "forge-std/Test.sol";

/// What holds of shared liquidity whatever anyone does, in whatever order, however late it is delivered.
abstract contract LiquidityCampaign is Test {
    LiquidityHandler internal handler;

    function _start(bool selfish) internal {
        handler = new LiquidityHandler(selfish);
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = LiquidityHandler.act.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
    }

    /// With everything delivered and decided, each spoke holds exactly what custody says.
    function afterInvariant() public {
        handler.close();
    }

    /// Every kind of act takes effect.
    function test_actsTakeEffect() public {
        for (uint256 i = 0; i < 700; ++i) {
            handler.act(uint256(keccak256(abi.encode(i))));
        }
        for (uint256 kind = 0; kind < handler.KINDS(); ++kind) {
            assertGt(handler.done(kind), 0, vm.toString(kind));
        }
        assertGt(handler.repaidForFee(), 0, "repaid for a fee");
        assertGt(handler.rebated(), 0, "rebated");
        assertGt(handler.filledByVault(), 0, "filled by the vault");
        handler.checkConserved();
        handler.close();
    }
}

/// Accounts may act for each other.
contract LiquidityInvariants is LiquidityCampaign {
    function setUp() public {
        _start(false);
    }

    /// For each asset, custody over chains = ledger balances + local balances + reserve, to the unit.
    /// forge-config: test.invariant.runs = 50
    /// forge-config: test.invariant.depth = 120
    /// forge-config: test.invariant.check_interval = 20
    /// forge-config: campaign.invariant.runs = 2000
    /// forge-config: campaign.invariant.depth = 200
    /// forge-config: campaign.invariant.check_interval = 20
    function invariant_conserved() public view {
        handler.checkConserved();
        handler.checkSolvent();
    }
}

/// The same of accounts that act for themselves alone: in the end nobody has more than it began with, but for what its
/// orders and fills moved, what it was paid in rebates, and what the vault earned.
contract SelfishLiquidityInvariants is LiquidityCampaign {
    function setUp() public {
        _start(true);
    }

    /// forge-config: test.invariant.runs = 50
    /// forge-config: test.invariant.depth = 120
    /// forge-config: test.invariant.check_interval = 20
    /// forge-config: campaign.invariant.runs = 2000
    /// forge-config: campaign.invariant.depth = 200
    /// forge-config: campaign.invariant.check_interval = 20
    function invariant_conserved() public view {
        handler.checkConserved();
        handler.checkSolvent();
    }
}
