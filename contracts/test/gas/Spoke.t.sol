// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PermitLib} from "../../src/spoke/PermitLib.sol";
import {Spoke} from "../../src/spoke/Spoke.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {InstructionLib} from "../../src/types/Instruction.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order, OrderId} from "../../src/types/Order.sol";
import {Repayment} from "../../src/types/Report.sol";
import {SettingsLib} from "../../src/types/Settings.sol";
import {OrderHarness} from "../mocks/OrderHarness.sol";
import {TestToken} from "../mocks/TestToken.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {DeployPermit2} from "@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol";
import {Test} from "forge-std/Test.sol";

/// Whole transactions on a warm pool: the accounts hold the token already, allowances are infinite, the spoke's channel
/// has entries, and the word of the user's nonces is in use. Each entry pays a fee.
contract SpokeGasTest is Test, DeployPermit2 {
    uint64 private constant HUB_CHAIN = 31337;
    uint64 private constant HERE = 31338;
    uint64 private constant THERE = 31339;
    uint256 private constant FEE = 0.000128 ether;
    uint256 private constant USER_KEY = 0xa11ce;

    address private immutable hub = makeAddr("hub");
    address private immutable user = vm.addr(USER_KEY);
    address private immutable solver = makeAddr("solver");
    address private immutable submitter = makeAddr("submitter");
    address private immutable recipient = makeAddr("recipient");
    OrderHarness private immutable hashes = new OrderHarness();
    Spoke private spoke;
    TestToken private token;

    function setUp() public {
        vm.chainId(HERE);
        vm.warp(1_800_000_000);
        spoke = new Spoke(HUB_CHAIN, hub, 60, address(new AccessManager(address(this))));
        spoke.setRoute(address(this));
        _configure();
        spoke.heartbeat();

        deployPermit2();
        token = new TestToken("Test", "TEST", 18);
        token.mint(recipient, 1e18);
        token.mint(address(spoke), 1e18);
        _provide(user);
        _provide(solver);
        vm.deal(submitter, 1 ether);
        // One nonce of the word that the order's is in.
        vm.startPrank(user);
        spoke.cancelNonce(0x6b0366f5a1c3e700);
        PermitLib.PERMIT2.invalidateUnorderedNonces(0x6b0366f5a1c3e7, 1);
        vm.stopPrank();
    }

    function test_open() public {
        Order memory order = _order(HERE, THERE, recipient);
        vm.prank(user);
        spoke.open{value: FEE}(order);
        vm.snapshotGasLastCall("Spoke", "open");
    }

    function test_deposit() public {
        vm.prank(user);
        spoke.deposit{value: FEE}(address(token), 100.123456789e18, user, 100e18, false);
        vm.snapshotGasLastCall("Spoke", "deposit");
    }

    function test_openFor() public {
        Order memory order = _order(HERE, THERE, recipient);
        bytes memory signature = _sign(OrderId.unwrap(spoke.orderIdOf(order)));
        vm.prank(submitter);
        spoke.openFor{value: FEE}(order, signature);
        vm.snapshotGasLastCall("Spoke", "openFor, allowance");
    }

    function test_openForWithPermit2() public {
        Order memory order = _order(HERE, THERE, recipient);
        bytes32 permission = keccak256(
            abi.encode(
                keccak256("TokenPermissions(address token,uint256 amount)"), address(token), order.legs[0].inputAmount
            )
        );
        bytes32 permit = keccak256(
            abi.encode(
                keccak256(
                    abi.encodePacked(
                        "PermitBatchWitnessTransferFrom(TokenPermissions[] permitted,address spender,uint256 nonce,"
                        "uint256 deadline,",
                        PermitLib.WITNESS_TYPE
                    )
                ),
                keccak256(abi.encodePacked(permission)),
                address(spoke),
                order.nonce,
                uint256(order.openDeadline),
                hashes.structHash(order)
            )
        );
        bytes memory signature =
            _sign(keccak256(abi.encodePacked(hex"1901", PermitLib.PERMIT2.DOMAIN_SEPARATOR(), permit)));
        vm.prank(submitter);
        spoke.openForWithPermit2{value: FEE}(order, signature);
        vm.snapshotGasLastCall("Spoke", "openFor, Permit2");
    }

    function test_fill() public {
        Order memory order = _order(THERE, HERE, recipient);
        vm.prank(solver);
        spoke.fill{value: FEE}(order, 0, _repayment(), false);
        vm.snapshotGasLastCall("Spoke", "fill to a recipient with a balance");
    }

    function test_fill_newRecipient() public {
        Order memory order = _order(THERE, HERE, makeAddr("new recipient"));
        vm.prank(solver);
        spoke.fill{value: FEE}(order, 0, _repayment(), false);
        vm.snapshotGasLastCall("Spoke", "fill to a new recipient");
    }

    function test_fill_held() public {
        Order memory order = _order(THERE, HERE, recipient);
        vm.prank(solver);
        spoke.fill{value: FEE}(order, 0, _repayment(), true);
        vm.snapshotGasLastCall("Spoke", "fill held");
    }

    /// This contract is the gateway.
    function _configure() private {
        bytes[] memory entries = new bytes[](1);
        entries[0] = InstructionLib.encodeConfigure(SettingsLib.create(true, FEE / 1 gwei));
        bytes32 head = bytes32((uint256(keccak256(abi.encode(bytes32(0), keccak256(entries[0])))) >> 16) << 16);
        spoke.receiveMessage(0, InteroperableAddress.formatEvmV1(HUB_CHAIN, hub), abi.encodePacked(head));
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
    }

    function _provide(address account) private {
        token.mint(account, 1_000e18);
        vm.deal(account, 1 ether);
        vm.startPrank(account);
        token.approve(address(spoke), type(uint256).max);
        token.approve(address(PermitLib.PERMIT2), type(uint256).max);
        vm.stopPrank();
    }

    function _sign(bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(USER_KEY, digest);
        return abi.encodePacked(r, s, v);
    }

    function _repayment() private view returns (Repayment memory) {
        return Repayment(AccountLib.toAccount(solver), address(0), THERE, 0);
    }

    function _order(uint64 origin, uint64 destination, address to) private view returns (Order memory) {
        Leg[] memory legs = new Leg[](1);
        legs[0] = Leg({
            originChain: origin,
            inputToken: address(token),
            inputAmount: 100.123456789e18,
            destinationChain: destination,
            outputToken: AccountLib.toAccount(address(token)),
            outputAmount: 100.023456789e18,
            recipient: AccountLib.toAccount(to)
        });
        return Order({
            user: user,
            nonce: 0x6b0366f5a1c3e7d9,
            openDeadline: uint64(block.timestamp + 600),
            fillDeadline: uint64(block.timestamp + 3600),
            solver: address(0),
            exclusiveUntil: 0,
            pooled: false,
            cancellable: false,
            legs: legs,
            calls: new Call[](0)
        });
    }
}
