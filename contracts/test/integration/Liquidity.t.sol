// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Decision} from "../../src/hub/IHub.sol";
import {ILedger} from "../../src/ledger/ILedger.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Order} from "../../src/types/Order.sol";
import {Repayment} from "../../src/types/Report.sol";
import {Vault} from "../../src/vault/Vault.sol";
import {Orders} from "../fixtures/Orders.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";

/// One balance on every chain: the hub with its ledger and three spokes, each chain with a token of the one asset.
contract LiquidityTest is ThreeChains {
    uint32 private constant ASSET = 7;

    ILedger private ledger;
    Vault private vault;
    address private immutable provider = makeAddr("provider");

    function setUp() public override {
        super.setUp();
        _on(HUB_CHAIN);
        ledger = ILedger(hub.ledger());
        uint64[3] memory chains = _chains();
        for (uint256 i = 0; i < 3; ++i) {
            ledger.setToken(ASSET, chains[i], AccountLib.toAccount(address(tokens[chains[i]])), 18);
            ledger.setLimit(ASSET, chains[i], 1_000e18, 3600);
            tokens[chains[i]].mint(provider, FUNDS);
            vm.prank(provider);
            tokens[chains[i]].approve(address(spokes[chains[i]]), type(uint256).max);
        }
        vault = new Vault(ledger, ASSET, "Vault", "VAULT");
        ledger.setVault(ASSET, address(vault));
    }

    /// What came in on one chain is drawn on another.
    function test_deposit_isDrawnElsewhere() public {
        _deposit(SECOND, user, 100e18, false);
        _deposit(THIRD, provider, 100e18, false);
        _on(HUB_CHAIN);
        vm.prank(user);
        ledger.withdraw(ASSET, THIRD, AccountLib.toAccount(recipient), 100e18, 0);
        _instructAll();
        assertEq(_balance(THIRD, recipient), 100e18);
        assertEq(_balance(SECOND, address(spokes[SECOND])), 100e18);
        _checkHoldings();
    }

    /// A token that is no asset comes back on its own chain.
    function test_deposit_ofNoAsset_comesBack() public {
        _on(HUB_CHAIN);
        ledger.setToken(ASSET, SECOND, 0, 0);
        _deposit(SECOND, user, 100e18, false);
        assertEq(_balance(SECOND, user), FUNDS - 100e18);
        _instructAll();
        assertEq(_balance(SECOND, user), FUNDS);
    }

    /// Three legs from two chains to a third, filled by the vault alone, which is funded on that third chain.
    function test_pooledOrder_withoutASolver() public {
        _deposit(THIRD, provider, 500e18, true);
        assertEq(vault.balanceOf(provider), 500e21);
        Order memory order = _pooledOrder();
        _open(HUB_CHAIN, order);
        _open(SECOND, order);
        _report(HUB_CHAIN);
        _report(SECOND);
        _fillByVault(order);
        _instructAll();
        assertEq(_balance(THIRD, recipient), 3 * uint256(Orders.OUTPUT_AMOUNT));
        assertEq(ledger.balanceOf(address(vault), ASSET), 500e18 + 3 * (Orders.INPUT_AMOUNT - Orders.OUTPUT_AMOUNT));
        _checkHoldings();

        // Drawn on the chain that the order came from.
        _setClock(HUB_CHAIN, clocks[HUB_CHAIN] + 1 days);
        vm.prank(provider);
        uint256 paid = vault.redeemTo(SECOND, AccountLib.toAccount(provider), 50e21, 50e18, provider);
        assertGt(paid, 50e18);
        _instructAll();
        assertEq(_balance(SECOND, provider), FUNDS + paid);
        _checkHoldings();
    }

    /// A solver fills on one chain, an order from another, and is paid on a third.
    function test_solver_isRepaidOnAThirdChain() public {
        _deposit(HUB_CHAIN, provider, 500e18, false);
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _fillFor(order, Repayment(AccountLib.toAccount(solver), address(0), HUB_CHAIN, 0));
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        _instructAll();
        assertEq(_balance(HUB_CHAIN, solver), FUNDS + Orders.INPUT_AMOUNT);
        assertEq(_balance(THIRD, recipient), Orders.OUTPUT_AMOUNT);
        _checkHoldings();
    }

    /// Two opposite flows by one solver, repaid on the ledger: no payout is queued, no token crosses.
    function test_oppositeFlows_settleWithoutATransfer() public {
        Order memory there = _order(_leg(SECOND, THIRD));
        Order memory back = _order(_leg(THIRD, SECOND));
        Repayment memory repayment = Repayment(AccountLib.toAccount(solver), solver, 0, 0);
        _open(SECOND, there);
        _open(THIRD, back);
        _fillFor(there, repayment);
        _fillFor(back, repayment);
        _report(SECOND);
        _report(THIRD);
        _settle(there);
        _settle(back);
        assertEq(_pending(address(hub), SECOND).length, 0);
        assertEq(_pending(address(hub), THIRD).length, 0);
        assertEq(ledger.balanceOf(solver, ASSET), 2 * uint256(Orders.INPUT_AMOUNT));
        _checkHoldings();
    }

    function test_pooledOrder_expires() public {
        Order memory order = _pooledOrder();
        _open(HUB_CHAIN, order);
        _open(SECOND, order);
        _report(HUB_CHAIN);
        _report(SECOND);
        _setClock(HUB_CHAIN, order.fillDeadline + 1);
        _abort(order);
        _instructAll();
        assertEq(_balance(HUB_CHAIN, user), FUNDS);
        assertEq(_balance(SECOND, user), FUNDS);
    }

    function test_pooledOrder_isCancelled() public {
        Order memory order = _pooledOrder();
        _open(HUB_CHAIN, order);
        _open(SECOND, order);
        _report(SECOND);
        _on(HUB_CHAIN);
        vm.prank(user);
        hub.cancel(order, 0);
        // One input is reported later.
        _report(HUB_CHAIN);
        _refund(order);
        _instructAll();
        assertTrue(_decision(order) == Decision.Abort);
        assertEq(_balance(HUB_CHAIN, user), FUNDS);
        assertEq(_balance(SECOND, user), FUNDS);
    }

    /// What exceeds the limit can be drawn where it came in, at once, also after the guardian set the limit to zero.
    function test_localBalance() public {
        _deposit(SECOND, user, 1_500e18, false);
        assertEq(ledger.balanceOf(user, ASSET), 1_000e18);
        _on(HUB_CHAIN);
        ledger.setLimitZero(ASSET, SECOND);
        vm.prank(user);
        ledger.withdrawLocal(ASSET, SECOND, AccountLib.toAccount(recipient), 300e18, 0);
        ledger.setLimit(ASSET, SECOND, 1_000e18, 3600);
        _setClock(HUB_CHAIN, clocks[HUB_CHAIN] + 1 hours);
        vm.prank(user);
        ledger.mature(user, ASSET, SECOND);
        assertEq(ledger.balanceOf(user, ASSET), 1_200e18);
        _instructAll();
        assertEq(_balance(SECOND, recipient), 300e18);
        _checkHoldings();
    }

    function _deposit(uint64 chain, address account, uint128 amount, bool toVault) private {
        _on(chain);
        vm.prank(account);
        spokes[chain].deposit(address(tokens[chain]), amount, account, 0, toVault);
        _report(chain);
    }

    /// Two legs from the hub's chain and one from the second, all to the third.
    function _pooledOrder() private view returns (Order memory order) {
        Leg memory leg = _leg(HUB_CHAIN, THIRD);
        order = _order(leg, leg);
        order.legs = Orders.repeat(leg, 3);
        order.legs[2] = _leg(SECOND, THIRD);
        order.pooled = true;
    }

    function _fillByVault(Order memory order) private {
        address[] memory fillers = new address[](order.legs.length);
        for (uint256 i = 0; i < fillers.length; ++i) {
            fillers[i] = address(vault);
        }
        _on(HUB_CHAIN);
        vm.prank(stranger);
        hub.fillPooled(order, 0, fillers, 0);
    }

    /// With everything delivered, each spoke holds exactly its custody, and custody is what is owed.
    function _checkHoldings() private {
        _instructAll();
        address[5] memory accounts = [user, solver, provider, address(vault), stranger];
        (uint256 owed,) = ledger.reserveOf(ASSET);
        uint256 held;
        uint64[3] memory chains = _chains();
        for (uint256 i = 0; i < 3; ++i) {
            (uint256 custody,) = ledger.custodyOf(ASSET, chains[i]);
            assertEq(_balance(chains[i], address(spokes[chains[i]])), custody, "holdings");
            held += custody;
            for (uint256 j = 0; j < accounts.length; ++j) {
                owed += ledger.localBalanceOf(accounts[j], ASSET, chains[i]);
            }
        }
        for (uint256 j = 0; j < accounts.length; ++j) {
            owed += ledger.balanceOf(accounts[j], ASSET);
        }
        assertEq(held, owed, "custody");
    }
}
