// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {AttestedGateway} from "../../../src/gateway/AttestedGateway.sol";
import {IHub} from "../../../src/hub/IHub.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {Spoke} from "../../../src/spoke/Spoke.sol";
import {Order} from "../../../src/types/Order.sol";
import {Governed} from "./Governed.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

/// Who may do what: the guardian pauses opens and fills at once, governance does the rest after a delay, and neither can
/// stop a refund, a payout or a claim, or move what spokes hold.
contract RolesTest is Governed {
    function test_restrictedFunctions_ofASpoke() public {
        bytes4[] memory selectors = new bytes4[](5);
        selectors[0] = ISpoke.setRoute.selector;
        selectors[1] = ISpoke.setWrappedNative.selector;
        selectors[2] = ISpoke.pause.selector;
        selectors[3] = ISpoke.unpause.selector;
        selectors[4] = IAccessManaged.setAuthority.selector;
        _checkRestricted(address(spokes[SECOND]), selectors);
    }

    function test_restrictedFunctions_ofTheHub() public {
        bytes4[] memory selectors = new bytes4[](4);
        selectors[0] = IHub.setRoute.selector;
        selectors[1] = IHub.setFeePolicy.selector;
        selectors[2] = IHub.retire.selector;
        selectors[3] = IAccessManaged.setAuthority.selector;
        _checkRestricted(address(hub), selectors);
    }

    function test_restrictedFunctions_ofAGateway() public {
        bytes4[] memory selectors = new bytes4[](2);
        selectors[0] = AttestedGateway.setAttesters.selector;
        selectors[1] = IAccessManaged.setAuthority.selector;
        _checkRestricted(address(gateways[SECOND]), selectors);
    }

    function test_strangers_areRefusedEverywhere() public {
        _expectAllRefused(stranger, false);
        // Whoever deployed has no role left.
        _expectAllRefused(address(this), false);
        _checkNothingWasStopped();
    }

    function test_guardian_mayOnlyPause() public {
        _expectAllRefused(guardian, true);
        _checkNothingWasStopped();
    }

    function test_guardian_cannotChangeRoles() public {
        _on(SECOND);
        IAccessManager manager = managers[SECOND];
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = Spoke.setRoute.selector;
        bytes[7] memory calls = [
            abi.encodeCall(manager.grantRole, (ADMIN, guardian, 0)),
            abi.encodeCall(manager.grantRole, (GUARDIAN, stranger, 0)),
            abi.encodeCall(manager.revokeRole, (ADMIN, governance)),
            abi.encodeCall(manager.setTargetFunctionRole, (address(spokes[SECOND]), selectors, GUARDIAN)),
            abi.encodeCall(manager.setTargetAdminDelay, (address(spokes[SECOND]), 0)),
            abi.encodeCall(manager.setTargetClosed, (address(spokes[SECOND]), true)),
            abi.encodeCall(manager.updateAuthority, (address(spokes[SECOND]), guardian))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(guardian);
            (bool success, bytes memory result) = address(manager).call(calls[i]);
            assertFalse(success);
            assertEq(bytes4(result), IAccessManager.AccessManagerUnauthorizedAccount.selector);
        }
    }

    /// Opens and fills stop at once, on that chain alone; everything else goes on.
    function test_guardian_pausesAtOnce() public {
        bytes32 custody = _custody();
        _on(SECOND);
        vm.prank(guardian);
        spokes[SECOND].pause(true, true);
        assertEq(_custody(), custody);

        Order memory from = _order(_leg(SECOND, THIRD));
        from.nonce = 10;
        vm.prank(user);
        vm.expectRevert(ISpoke.OpensPaused.selector);
        spokes[SECOND].open(from);
        _open(THIRD, _order(_leg(THIRD, SECOND)));
        _checkStillTakesFills(THIRD, true);
        _checkStillTakesFills(SECOND, false);
    }

    /// With every chain paused, what is owed is paid.
    function test_pause_stopsNoRefundPayoutOrClaim() public {
        uint64[3] memory chains = _chains();
        for (uint256 i = 0; i < 3; ++i) {
            _on(chains[i]);
            vm.prank(guardian);
            spokes[chains[i]].pause(true, true);
        }
        _checkNothingWasStopped();
    }

    /// The guardian can't lift a pause, and governance only after the delay.
    function test_unpause_waitsForTheDelay() public {
        _on(SECOND);
        vm.prank(guardian);
        spokes[SECOND].pause(true, true);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, guardian));
        vm.prank(guardian);
        spokes[SECOND].unpause(true, true);
        _act(SECOND, address(spokes[SECOND]), abi.encodeCall(Spoke.unpause, (true, false)));
        (, bool opensPaused, bool fillsPaused,) = spokes[SECOND].configuration();
        assertFalse(opensPaused);
        assertTrue(fillsPaused);
    }

    /// Neither by calling the contract, nor through the manager, nor a second too early.
    function test_governance_waitsForTheDelay() public {
        Action[] memory actions = _actions();
        bytes32 custody = _custody();
        for (uint256 i = 0; i < 8; ++i) {
            Action memory action = actions[i];
            // The guardian's.
            if (bytes4(action.data) == Spoke.pause.selector) continue;
            _on(action.chain);
            IAccessManager manager = managers[action.chain];
            bytes32 operation = manager.hashOperation(governance, action.target, action.data);
            bytes memory notScheduled =
                abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, operation);
            _expectFailure(governance, action.target, action.data, notScheduled);
            bytes memory execution = abi.encodeCall(manager.execute, (action.target, action.data));
            _expectFailure(governance, address(manager), execution, notScheduled);

            vm.prank(governance);
            manager.schedule(action.target, action.data, 0);
            bytes memory notReady = abi.encodeWithSelector(IAccessManager.AccessManagerNotReady.selector, operation);
            vm.warp(clocks[action.chain] + DELAY - 1);
            _expectFailure(governance, action.target, action.data, notReady);
            _expectFailure(governance, address(manager), execution, notReady);
            // Nobody else executes what it scheduled.
            _expectFailure(
                stranger,
                action.target,
                action.data,
                abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger)
            );
        }
        assertEq(_custody(), custody);
        // All of it scheduled, and nothing is stopped.
        _checkNothingWasStopped();
    }

    /// No restricted function moves anything by itself, and after each of them refund, payout and claim go through, but
    /// after those that lead channels elsewhere, which have tests of their own.
    function test_governance_afterTheDelay_stopsNoRefundPayoutOrClaim() public {
        address spoke = address(spokes[SECOND]);
        address gateway = address(gateways[SECOND]);
        address[] memory fewer = new address[](2);
        (fewer[0], fewer[1]) = (_attester(0), _attester(2));
        address hubGateway = address(gateways[HUB_CHAIN]);
        // All but setWrappedNative, which the deployment used up.
        Action[] memory actions = new Action[](9);
        // The same route again makes accepted heads come again.
        actions[0] = Action(SECOND, spoke, abi.encodeCall(Spoke.setRoute, (gateway)));
        actions[1] = Action(SECOND, spoke, abi.encodeCall(Spoke.unpause, (true, true)));
        actions[2] = Action(HUB_CHAIN, address(hub), abi.encodeCall(hub.setRoute, (SECOND, hubGateway, spoke)));
        actions[3] = Action(
            HUB_CHAIN,
            address(hub),
            abi.encodeWithSelector(IHub.setFeePolicy.selector, SECOND, type(uint64).max, type(uint64).max, 1)
        );
        actions[4] = Action(SECOND, gateway, abi.encodeCall(AttestedGateway.setAttesters, (HUB_CHAIN, fewer, 2)));
        IAccessManager manager = managers[SECOND];
        actions[5] = Action(SECOND, address(manager), abi.encodeCall(manager.setTargetClosed, (spoke, true)));
        actions[6] = Action(
            HUB_CHAIN, address(managers[HUB_CHAIN]), abi.encodeCall(manager.setTargetClosed, (address(hub), true))
        );
        actions[7] = Action(SECOND, address(manager), abi.encodeCall(manager.updateAuthority, (spoke, gateway)));
        actions[8] = Action(SECOND, address(manager), abi.encodeCall(manager.grantRole, (GUARDIAN, stranger, 0)));
        for (uint256 i = 0; i < actions.length; ++i) {
            // Logs are not part of a state.
            _message();
            uint256 snapshot = vm.snapshotState();
            bytes32 custody = _custody();
            _act(actions[i].chain, actions[i].target, actions[i].data);
            assertEq(_custody(), custody, "moved");
            _checkNothingWasStopped();
            _message();
            vm.revertToState(snapshot);
        }
    }

    /// The dearest fee policy still lets everybody have what they are owed: no fee is asked for a payout.
    function test_feePolicy_stopsNoRefundPayoutOrClaim() public {
        _act(
            HUB_CHAIN,
            address(hub),
            abi.encodeWithSelector(IHub.setFeePolicy.selector, SECOND, type(uint64).max, type(uint64).max, 1)
        );
        _on(HUB_CHAIN);
        hub.updateFee(SECOND);
        (,,, uint256 entryFee) = spokes[SECOND].configuration();
        assertEq(entryFee, 0);
        _checkNothingWasStopped();
        (,,, entryFee) = spokes[SECOND].configuration();
        assertEq(entryFee, (uint256(255) << 31) * 1 gwei);
    }

    /// A chain that is retired while an order is open: the order ends, and all that is owed there is paid.
    function test_retire_stopsNoRefundPayoutOrClaim() public {
        bytes memory data = abi.encodeCall(IHub.retire, (THIRD));
        clocks[HUB_CHAIN] += 8 days;
        _act(HUB_CHAIN, address(hub), data);
        _on(HUB_CHAIN);
        _abort(_pending());
        _instruct(SECOND);
        _instruct(THIRD);
        (bool accepting,,,) = spokes[THIRD].configuration();
        assertFalse(accepting);
        _on(SECOND);
        spokes[SECOND].claim(
            address(tokens[SECOND]), recipient, spokes[SECOND].claimable(address(tokens[SECOND]), recipient)
        );
        _checkSpokesAreEmpty();
    }

    /// Within the delay everyone may act on what is coming, and a chain with reports is not retired after all.
    function test_retire_ofAChainThatReportedWithinTheDelay_fails() public {
        bytes memory data = abi.encodeCall(IHub.retire, (THIRD));
        clocks[HUB_CHAIN] += 8 days;
        _schedule(HUB_CHAIN, address(hub), data);
        _waitOutTheDelay();
        _heartbeat(THIRD);
        _report(THIRD);
        _on(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IHub.ChainNotSilent.selector, THIRD, clocks[HUB_CHAIN]));
        vm.prank(governance);
        managers[HUB_CHAIN].execute(address(hub), data);
    }

    function test_wrappedNative_isSetOnce() public {
        address spoke = address(spokes[SECOND]);
        bytes memory data = abi.encodeCall(Spoke.setWrappedNative, (stranger));
        _schedule(SECOND, spoke, data);
        _waitOutTheDelay();
        _on(SECOND);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.WrappedNativeFixed.selector, address(wrappedNatives[SECOND])));
        vm.prank(governance);
        managers[SECOND].execute(spoke, data);
    }

    /// Not even governance leads a channel to another hub or spoke.
    function test_setRoute_toAnotherSpoke_fails() public {
        bytes memory data = abi.encodeCall(hub.setRoute, (SECOND, address(this), stranger));
        _schedule(HUB_CHAIN, address(hub), data);
        _waitOutTheDelay();
        _on(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IChannel.CounterpartFixed.selector, SECOND, address(spokes[SECOND])));
        vm.prank(governance);
        managers[HUB_CHAIN].execute(address(hub), data);
    }

    function _checkRestricted(address target, bytes4[] memory selectors) private {
        bytes4[] memory found = _restricted(target);
        assertEq(found.length, selectors.length, "count");
        for (uint256 i = 0; i < selectors.length; ++i) {
            bool listed;
            for (uint256 j = 0; j < found.length; ++j) {
                listed = listed || found[j] == selectors[i];
            }
            assertTrue(listed, vm.toString(selectors[i]));
        }
    }

    /// Directly, through the manager, and scheduled for later.
    function _expectAllRefused(address account, bool mayPause) private {
        bytes32 custody = _custody();
        Action[] memory actions = _actions();
        for (uint256 i = 0; i < actions.length; ++i) {
            Action memory action = actions[i];
            bytes4 selector = bytes4(action.data);
            if (mayPause && selector == Spoke.pause.selector) continue;
            _on(action.chain);
            _expectFailure(
                account,
                action.target,
                action.data,
                abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, account)
            );
            IAccessManager manager = managers[action.chain];
            bytes memory unauthorized = abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedCall.selector, account, action.target, selector
            );
            _expectFailure(
                account, address(manager), abi.encodeCall(manager.execute, (action.target, action.data)), unauthorized
            );
            _expectFailure(
                account,
                address(manager),
                abi.encodeCall(manager.schedule, (action.target, action.data, 0)),
                unauthorized
            );
        }
        assertEq(_custody(), custody);
    }

    function _expectFailure(address account, address target, bytes memory data, bytes memory reason) private {
        vm.prank(account);
        (bool success, bytes memory result) = target.call(data);
        assertFalse(success);
        assertEq(result, reason);
    }

    function _checkStillTakesFills(uint64 chain, bool takes) private {
        (, bool opensPaused, bool fillsPaused,) = spokes[chain].configuration();
        assertEq(!opensPaused && !fillsPaused, takes);
        Order memory order = _order(_leg(HUB_CHAIN, chain));
        _on(chain);
        if (takes) {
            _fill(order, 0, true);
        } else {
            vm.expectRevert(ISpoke.FillsPaused.selector);
            this.fill(order);
        }
    }

    /// External, so that its revert can be expected.
    function fill(Order memory order) external {
        _fill(order, 0, true);
    }
}
