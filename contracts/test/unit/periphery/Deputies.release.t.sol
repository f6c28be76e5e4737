// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Deputies} from "../../../src/periphery/Deputies.sol";
import {IDeputies} from "../../../src/periphery/IDeputies.sol";
import {NATIVE} from "../../../src/types/Account.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";

contract DeputiesReleaseTest is SpokeFixture {
    Deputies private deputies;
    address private deputy;

    function setUp() public override {
        super.setUp();
        deputies = new Deputies(spoke);
        deputy = deputies.deputyOf(solver);
    }

    /// By anyone, before the solver ever filled.
    function test_release_sendsAllToTheSolver() public {
        token.mint(deputy, 5);
        vm.expectEmit(address(deputies));
        emit IDeputies.Released(solver, address(token), 5);
        vm.prank(stranger);
        assertEq(deputies.release(solver, address(token)), 5);
        assertEq(token.balanceOf(solver), 10_000e18 + 5);
        assertEq(token.balanceOf(deputy), 0);
    }

    /// A solver need not take the native token.
    function test_release_ofTheNativeToken_sendsTheWrappedOne() public {
        vm.deal(deputy, 3);
        vm.expectEmit(address(deputies));
        emit IDeputies.Released(solver, address(wrappedNative), 3);
        assertEq(deputies.release(solver, NATIVE), 3);
        assertEq(wrappedNative.balanceOf(solver), 3);
        assertEq(deputy.balance, 0);
        assertEq(solver.balance, 1_000 ether);
    }

    function test_release_ofNothing() public {
        assertEq(deputies.release(solver, address(token)), 0);
        assertEq(deputies.release(solver, NATIVE), 0);
    }

    function test_release_leavesOtherSolversAlone() public {
        token.mint(deputy, 5);
        assertEq(deputies.release(stranger, address(token)), 0);
        assertEq(token.balanceOf(deputy), 5);
    }
}
