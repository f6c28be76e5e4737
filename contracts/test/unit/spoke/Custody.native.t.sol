// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {NATIVE} from "../../../src/types/Account.sol";
import {Order} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";

/// Native debts, debts in the wrapped token, and fees, mixed: whatever is paid in whichever order, and whoever refuses it,
/// what is owed is there.
contract CustodyNativeTest is SpokeFixture {
    TestAccount private account;
    /// What the hub may still have paid, in wei, and claims.
    uint256 private nativeOwed;
    uint256 private wrappedOwed;
    uint256 private feesOwed;
    uint256 private nonce;

    function setUp() public override {
        super.setUp();
        account = new TestAccount(user);
        vm.deal(user, 1_000_000 ether);
        vm.deal(solver, 1_000_000 ether);
        vm.startPrank(user);
        wrappedNative.deposit{value: 500_000 ether}();
        wrappedNative.approve(address(spoke), type(uint256).max);
        vm.stopPrank();
        vm.startPrank(solver);
        wrappedNative.deposit{value: 500_000 ether}();
        wrappedNative.approve(address(spoke), type(uint256).max);
        vm.stopPrank();
    }

    function testFuzz_custody_owesNoMoreThanItHolds(bytes32 seed) public {
        for (uint256 i = 0; i < 25; ++i) {
            seed = keccak256(abi.encode(seed));
            _act(uint256(seed));
            _checkSolvent();
        }
        // In the end everybody is paid.
        account.answerWith(seed[0] & 0x01 == 0 ? TestAccount.Answer.Take : TestAccount.Answer.Refuse);
        _payNative(nativeOwed, 0);
        _payWrapped(wrappedOwed, 0);
        _payWrapped(0, feesOwed);
        uint256 claimable = spoke.claimable(NATIVE, address(account));
        if (claimable != 0) spoke.claim(NATIVE, address(account), claimable);
        assertEq(spoke.claimable(NATIVE, address(account)), 0);
        assertEq(address(spoke).balance + wrappedNative.balanceOf(address(spoke)), 0);
    }

    function _act(uint256 seed) private {
        uint256 amount = 1 + (seed >> 32) % 50 ether;
        uint256 fee = (seed >> 128) % 20e9;
        uint256 act = seed % 9;
        if (act == 0) _open(NATIVE, amount, fee);
        else if (act == 1) _open(address(wrappedNative), amount, fee);
        else if (act == 2) _hold(NATIVE, amount, fee);
        else if (act == 3) _hold(address(wrappedNative), amount, fee);
        else if (act == 4) _payNative(amount < nativeOwed ? amount : nativeOwed, fee < feesOwed ? fee : feesOwed);
        else if (act == 5) _payWrapped(amount < wrappedOwed ? amount : wrappedOwed, fee < feesOwed ? fee : feesOwed);
        else if (act == 6) _claim(amount);
        else if (act == 7) account.answerWith(TestAccount.Answer((seed >> 200) % 3));
        // All of the fees at once, in a payout of nothing.
        else _payNative(0, feesOwed);
    }

    function _open(address input, uint256 amount, uint256 fee) private {
        Order memory order = _outgoing();
        order.nonce = ++nonce;
        (order.legs[0].inputToken, order.legs[0].inputAmount) = (input, uint128(amount));
        vm.prank(user);
        spoke.open{value: fee * 1 gwei + (input == NATIVE ? amount : 0)}(order);
        _owe(input, amount, fee);
    }

    function _hold(address output, uint256 amount, uint256 fee) private {
        Order memory order = _incoming();
        order.nonce = ++nonce;
        (order.legs[0].outputToken, order.legs[0].outputAmount) = (bytes32(uint256(uint160(output))), uint128(amount));
        vm.prank(solver);
        spoke.fill{value: fee * 1 gwei + (output == NATIVE ? amount : 0)}(order, 0, _repayment(), true);
        _owe(output, amount, fee);
    }

    function _owe(address owed, uint256 amount, uint256 fee) private {
        if (owed == NATIVE) nativeOwed += amount;
        else wrappedOwed += amount;
        feesOwed += fee;
    }

    function _payNative(uint256 amount, uint256 fee) private {
        uint256 paidBefore = _received();
        nativeOwed -= amount;
        _pay(NATIVE, amount, fee);
        assertEq(_received() - paidBefore, amount, "paid or credited");
    }

    function _payWrapped(uint256 amount, uint256 fee) private {
        uint256 balanceBefore = wrappedNative.balanceOf(recipient);
        wrappedOwed -= amount;
        bytes[] memory entries = Entries.list(Entries.pay(address(wrappedNative), recipient, amount, _toFee(fee)));
        _deliver(entries, fee);
        assertEq(wrappedNative.balanceOf(recipient) - balanceBefore, amount, "what is owed wrapped is there");
    }

    function _pay(address owed, uint256 amount, uint256 fee) private {
        _deliver(Entries.list(Entries.pay(owed, address(account), amount, _toFee(fee))), fee);
    }

    function _deliver(bytes[] memory entries, uint256 fee) private {
        uint256 balanceBefore = stranger.balance;
        _send(entries);
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(stranger.balance - balanceBefore, fee * 1 gwei, "fees are paid");
        feesOwed -= fee;
    }

    function _claim(uint256 amount) private {
        uint256 claimable = spoke.claimable(NATIVE, address(account));
        if (claimable == 0) return;
        if (amount > claimable) amount = claimable;
        uint256 paidBefore = address(account).balance + wrappedNative.balanceOf(address(account));
        spoke.claim(NATIVE, address(account), amount);
        assertEq(address(account).balance + wrappedNative.balanceOf(address(account)) - paidBefore, amount, "claimed");
    }

    /// By the account, or for it.
    function _received() private view returns (uint256) {
        return address(account).balance + wrappedNative.balanceOf(address(account))
            + spoke.claimable(NATIVE, address(account));
    }

    function _checkSolvent() private view {
        uint256 claimable = spoke.claimable(NATIVE, address(account));
        uint256 wrapped = wrappedNative.balanceOf(address(spoke));
        assertEq(address(spoke).balance + wrapped, nativeOwed + wrappedOwed + feesOwed * 1 gwei + claimable, "solvent");
        assertGe(wrapped, wrappedOwed, "what is owed wrapped is held wrapped");
    }

    function _toFee(uint256 fee) private pure returns (uint40) {
        assertLe(fee, type(uint40).max);
        return uint40(fee);
    }
}
