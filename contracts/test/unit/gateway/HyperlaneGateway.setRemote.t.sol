// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HyperlaneGateway} from "../../../src/gateway/HyperlaneGateway.sol";
import {IHyperlaneGateway} from "../../../src/gateway/IHyperlaneGateway.sol";
import {HyperlaneFixture} from "../../fixtures/HyperlaneFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract HyperlaneGatewaySetRemoteTest is HyperlaneFixture {
    function test_setRemote() public {
        vm.expectEmit(address(gatewayHere));
        emit IHyperlaneGateway.RemoteSet(5, 55, stranger, 123);
        gatewayHere.setRemote(5, 55, stranger, 123);
        _checkRemote(5, 55, stranger, 123);
        assertEq(gatewayHere.chainOf(55), 5);
        // The other chain's is as it was.
        _checkRemote(THERE, DOMAIN_THERE, address(gatewayThere), GAS_LIMIT);
        assertEq(gatewayHere.chainOf(DOMAIN_THERE), THERE);
    }

    /// A number that a chain has no more brings nothing of it.
    function test_setRemote_again_forgetsTheOldDomain() public {
        gatewayHere.setRemote(THERE, 55, stranger, 123);
        _checkRemote(THERE, 55, stranger, 123);
        assertEq(gatewayHere.chainOf(55), THERE);
        assertEq(gatewayHere.chainOf(DOMAIN_THERE), 0);
        gatewayHere.setRemote(5, DOMAIN_THERE, stranger, 123);
        assertEq(gatewayHere.chainOf(DOMAIN_THERE), 5);
    }

    function test_setRemote_keepsTheDomain() public {
        gatewayHere.setRemote(THERE, DOMAIN_THERE, stranger, 123);
        _checkRemote(THERE, DOMAIN_THERE, stranger, 123);
        assertEq(gatewayHere.chainOf(DOMAIN_THERE), THERE);
    }

    function test_setRemote_revertsWith_RemoteIncomplete() public {
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.RemoteIncomplete.selector, 0, 55, stranger));
        gatewayHere.setRemote(0, 55, stranger, 123);
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.RemoteIncomplete.selector, 5, 0, stranger));
        gatewayHere.setRemote(5, 0, stranger, 123);
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.RemoteIncomplete.selector, 5, 55, address(0)));
        gatewayHere.setRemote(5, 55, address(0), 123);
    }

    function test_setRemote_revertsWith_DomainTaken() public {
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.DomainTaken.selector, DOMAIN_THERE, THERE));
        gatewayHere.setRemote(5, DOMAIN_THERE, stranger, 123);
    }

    function test_setRemote_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        gatewayHere.setRemote(5, 55, stranger, 123);
    }

    function test_setSecurityModule() public {
        address other = address(recipient);
        vm.expectEmit(address(gatewayHere));
        emit IHyperlaneGateway.SecurityModuleSet(module, other);
        gatewayHere.setSecurityModule(other);
        assertEq(gatewayHere.interchainSecurityModule(), other);
    }

    /// The next message is verified by the new module alone.
    function test_setSecurityModule_again_replacesTheOldOne() public {
        address[] memory validators = new address[](1);
        validators[0] = _attester(2);
        (bytes memory message,) = _send("payload");
        gatewayHere.setSecurityModule(_deployModule(validators, 1));
        bytes memory metadata = _metadata(message, 0, 1);
        vm.expectRevert("!threshold");
        mailboxHere.process(metadata, message);
        mailboxHere.process(_metadata(message, 2, 0), message);
        assertEq(recipient.count(), 1);
    }

    function test_setSecurityModule_revertsWith_NotAContract() public {
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.NotAContract.selector, address(0)));
        gatewayHere.setSecurityModule(address(0));
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.NotAContract.selector, stranger));
        gatewayHere.setSecurityModule(stranger);
    }

    function test_setSecurityModule_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        gatewayHere.setSecurityModule(module);
    }

    function test_constructor_revertsWith_NotAContract() public {
        address manager = gatewayHere.authority();
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.NotAContract.selector, stranger));
        new HyperlaneGateway(stranger, manager);
    }

    function _checkRemote(uint64 chain, uint32 domain, address counterpart, uint64 gasLimit) private view {
        (uint32 actualDomain, address actualCounterpart, uint64 actualGasLimit) = gatewayHere.remoteOf(chain);
        assertEq(actualDomain, domain);
        assertEq(actualCounterpart, counterpart);
        assertEq(actualGasLimit, gasLimit);
    }
}
