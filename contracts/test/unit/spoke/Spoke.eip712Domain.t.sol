// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Order, OrderId} from "../../../src/types/Order.sol";
import {PlainOrderHash} from "../../fixtures/PlainOrderHash.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";

contract SpokeEip712DomainTest is SpokeFixture {
    /// A wallet that asks the spoke makes the domain under which orders are signed: the hub's, on every chain.
    function test_eip712Domain_isTheOrdersDomain() public {
        for (uint64 chain = HUB_CHAIN; chain <= THERE; ++chain) {
            vm.chainId(chain);
            (
                bytes1 fields,
                string memory name,
                string memory version,
                uint256 chainId,
                address verifyingContract,
                bytes32 salt,
                uint256[] memory extensions
            ) = spoke.eip712Domain();
            // After ERC-5267: name, version, verifying contract and salt, but no chain id.
            assertEq(fields, bytes1(uint8(1 << 0 | 1 << 1 | 1 << 3 | 1 << 4)));
            assertEq(chainId, 0);
            assertEq(extensions.length, 0);
            bytes32 separator = keccak256(
                abi.encode(
                    keccak256(bytes(PlainOrderHash.DOMAIN_TYPE)),
                    keccak256(bytes(name)),
                    keccak256(bytes(version)),
                    verifyingContract,
                    salt
                )
            );
            assertEq(separator, spoke.domainSeparator());
            assertEq(separator, PlainOrderHash.domainSeparator(HUB_CHAIN, hub));
            Order memory order = _outgoing();
            assertEq(OrderId.unwrap(spoke.orderIdOf(order)), PlainOrderHash.id(order, separator));
        }
    }

    function test_spoke_tellsWhatItWasMadeWith() public view {
        assertEq(spoke.hubChain(), HUB_CHAIN);
        assertEq(spoke.hub(), hub);
        assertEq(spoke.heartbeatSpacing(), SPACING);
        assertEq(spoke.authority(), address(manager));
    }
}
