// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {IHub} from "../../../src/hub/IHub.sol";
import {CauseKind, ILedger} from "../../../src/ledger/ILedger.sol";
import {Deposit} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {PooledFixture} from "../../fixtures/PooledFixture.sol";

contract HubDepositTest is PooledFixture {
    function test_deliver_deposited() public {
        _reportDeposit(A, input, user, 5e18);
        assertEq(_balance(user), 5e18);
        assertEq(_custody(A), 5e18);
        assertEq(hub.queuedHead(A), configuredHead);
        assertEq(hub.watermark(A), NOW + 1);
    }

    /// Nothing follows it: whoever delivers it earns its whole fee.
    function test_deliver_deposited_fee() public {
        _reportDeposit(A, Deposit(_toAccount(input), 1, user, 0, false), 800);
        assertEq(hub.earnedFees(A, address(this)), 800);
    }

    function test_deliver_deposited_toTheVault() public {
        _reportDeposit(A, Deposit(_toAccount(input), 5e18, user, 5e21, true), 0);
        assertEq(vault.balanceOf(user), 5e21);
    }

    /// What is not taken goes back to who deposited it, whoever was to have it; three eighths of the fee pay for that.
    function test_deliver_deposited_notTaken_goesBack() public {
        Deposit memory deposit = Deposit(_toAccount(output), 5e18, user, 0, false);
        bytes memory entry = Entries.deposited(NOW + 1, stranger, deposit, 800);
        bytes32 head = Entries.extend(hub.processedHead(A), entry);
        _send(A, Entries.list(entry));
        vm.expectEmit(address(hub));
        emit IHub.DepositReturned(A, head, deposit.token, stranger, 5e18);
        vm.expectEmit(address(hub));
        emit IChannel.EntryRejected(A, head, IHub.DepositNotTaken.selector);
        hub.deliver(A, Entries.list(entry), new bytes32[](0));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(output, stranger, 5e18, 300)));
        assertEq(hub.earnedFees(A, address(this)), 500);
        assertEq(hub.watermark(A), NOW + 1);
    }

    function test_deliver_deposited_belowTheMinimum_goesBack() public {
        _reportDeposit(A, Deposit(_toAccount(input), 5e18, user, 5e18 + 1, false), 0);
        assertEq(_balance(user), 0);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, stranger, 5e18)));
    }

    function test_withdraw_queuesAPayout() public {
        _reportDeposit(A, input, user, 5e18);
        bytes memory pay = Entries.pay(input, recipient, 2e18);
        bytes32 head = Entries.extend(configuredHead, pay);
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(A, head, pay);
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyLeft(head, ASSET, A, CauseKind.Withdrawal, user, 2e18, 0);
        vm.prank(user);
        ledger.withdraw(ASSET, A, _toAccount(recipient), 2e18, 0);
        assertEq(hub.queuedHead(A), head);
    }

    function test_withdraw_toTheSpoke_revertsWith_RecipientInvalid() public {
        _reportDeposit(A, input, user, 5e18);
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(IHub.RecipientInvalid.selector, _toAccount(spokeA)));
        ledger.withdraw(ASSET, A, _toAccount(spokeA), 2e18, 0);
    }

    function test_withdraw_payoutFee() public {
        ledger.setPayoutFee(ASSET, A, 0.5e18);
        _reportDeposit(A, input, user, 5e18);
        bytes32 head = hub.queuedHead(A);
        vm.prank(user);
        ledger.withdraw(ASSET, A, _toAccount(recipient), 2e18, 0.5e18);
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, recipient, 2e18, 0, 0.5e18)));
    }

    function test_queuePayout_revertsWith_CallerNotLedger() public {
        vm.expectRevert(abi.encodeWithSelector(IHub.CallerNotLedger.selector, address(this)));
        hub.queuePayout(A, _toAccount(input), _toAccount(recipient), 1, 0);
    }
}
