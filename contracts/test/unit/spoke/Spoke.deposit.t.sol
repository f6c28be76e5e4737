// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib, NATIVE} from "../../../src/types/Account.sol";
import {Deposit} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

contract SpokeDepositTest is SpokeFixture {
    function test_deposit() public {
        _expectEntry(address(token), 5e18, recipient, 4e18, false, 0);
        vm.prank(user);
        spoke.deposit(address(token), 5e18, recipient, 4e18, false);
        assertEq(token.balanceOf(address(spoke)), 5e18);
        assertEq(token.balanceOf(user), 10_000e18 - 5e18);
    }

    function test_deposit_toTheVault_withAFee() public {
        _configure(true, 7);
        _expectEntry(address(token), 5e18, user, 0, true, 9);
        vm.prank(user);
        spoke.deposit{value: 9 gwei}(address(token), 5e18, user, 0, true);
    }

    function test_deposit_native() public {
        _expectEntry(NATIVE, 1 ether, user, 0, false, 3);
        vm.prank(user);
        spoke.deposit{value: 1 ether + 3 gwei}(NATIVE, 1 ether, user, 0, false);
        assertEq(wrappedNative.balanceOf(address(spoke)), 1 ether);
        assertEq(address(spoke).balance, 3 gwei);
    }

    function test_deposit_native_withoutAFee() public {
        _expectEntry(NATIVE, 1 ether, user, 0, false, 0);
        vm.prank(user);
        spoke.deposit{value: 1 ether}(NATIVE, 1 ether, user, 0, false);
        assertEq(address(spoke).balance, 0);
    }

    function test_deposit_native_revertsWith_ValueTooLow() public {
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.ValueTooLow.selector, 1 ether - 1, 1 ether));
        spoke.deposit{value: 1 ether - 1}(NATIVE, 1 ether, user, 0, false);
    }

    function test_deposit_revertsWith_AmountZero() public {
        vm.expectRevert(ISpoke.AmountZero.selector);
        spoke.deposit(address(token), 0, user, 0, false);
    }

    function test_deposit_revertsWith_BeneficiaryZero() public {
        vm.expectRevert(ISpoke.BeneficiaryZero.selector);
        spoke.deposit(address(token), 1, address(0), 0, false);
    }

    function test_deposit_revertsWith_TransferInexact() public {
        token.charge(1);
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.TransferInexact.selector, address(token), 100, 99));
        spoke.deposit(address(token), 100, user, 0, false);
    }

    function test_deposit_revertsWith_EntryFeeTooLow() public {
        _configure(true, 7);
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.EntryFeeTooLow.selector, 6 gwei, 7 gwei));
        spoke.deposit{value: 6 gwei}(address(token), 1, user, 0, false);
    }

    /// What comes in is measured: within another call it would count twice.
    function test_deposit_refusesToBeReentered() public {
        token.callBefore(address(spoke), abi.encodeCall(ISpoke.deposit, (address(token), 1, stranger, 0, false)));
        vm.prank(user);
        spoke.deposit(address(token), 5e18, user, 0, false);
        assertFalse(token.hookSucceeded());
        assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
    }

    function test_deposit_revertsWith_OpensPaused() public {
        spoke.pause(true, false);
        vm.prank(user);
        vm.expectRevert(ISpoke.OpensPaused.selector);
        spoke.deposit(address(token), 1, user, 0, false);
    }

    function test_deposit_revertsWith_SpokeNotAccepting() public {
        _configure(false, 0);
        vm.prank(user);
        vm.expectRevert(ISpoke.SpokeNotAccepting.selector);
        spoke.deposit(address(token), 1, user, 0, false);
    }

    function _expectEntry(address asset, uint128 amount, address beneficiary, uint128 minimum, bool toVault, uint40 fee)
        private
    {
        Deposit memory deposit = Deposit(AccountLib.toAccount(asset), amount, beneficiary, minimum, toVault);
        bytes memory entry = Entries.deposited(uint64(block.timestamp), user, deposit, fee);
        bytes32 head = Entries.extend(spoke.queuedHead(HUB_CHAIN), entry);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
    }
}
