// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AttestedGateway} from "../../src/gateway/AttestedGateway.sol";
import {Message} from "../../src/gateway/IAttestedGateway.sol";
import {IResolver} from "../../src/periphery/ERC7683.sol";
import {IDeputies} from "../../src/periphery/IDeputies.sol";
import {ChainRoute} from "../../src/periphery/IOrderResolver.sol";
import {Resolver} from "../../src/periphery/Resolver.sol";
import {Spoke} from "../../src/spoke/Spoke.sol";
import {AccountLib, NATIVE} from "../../src/types/Account.sol";
import {Pay} from "../../src/types/Instruction.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order, OrderId} from "../../src/types/Order.sol";
import {Deposit, Fill, Repayment} from "../../src/types/Report.sol";
import {Settings, SettingsLib} from "../../src/types/Settings.sol";
import {Entries} from "../fixtures/Entries.sol";
import {PlainOrderHash} from "../fixtures/PlainOrderHash.sol";
import {RecordingChannel} from "../mocks/RecordingChannel.sol";
import {Json} from "./Json.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Test} from "forge-std/Test.sol";

/// Answers that other implementations of the formats are tested against. Each file is compared with what the contracts
/// say now; the package's script `generate` writes the files anew.
///
/// Integers are decimal strings, bytes and bytes32 lower-case hex, addresses checksummed, booleans JSON's own.
///
/// orders.json
///   { typehashes: { order, leg, call, cancellation: bytes32 },
///     domains: [{ hubChain: uint64, hub: address, separator: bytes32 }],
///     orders: [{ name: string, order: Order, legHashes: bytes32[], callsHash: bytes32, hash: bytes32, ids: bytes32[],
///       cancellations: bytes32[] }],
///     executors: [{ spoke: address, orderId: bytes32, executor: address }] }
///   `Order` has the members of the struct, `legs` and `calls` included. `callsHash` is the EIP-712 hash of the array of
///   calls, `hash` the struct hash, `ids[i]` the order's id under `domains[i]`, `cancellations[i]` what its user signs
///   there to cancel it. `executor` is where the outputs to an order's call wait on a spoke.
/// entries.json
///   { heartbeats: [{ timestamp: uint64, gasPrice: uint64, entry: bytes }],
///     escrowed: [{ timestamp: uint64, orderId: bytes32, fee: uint40, entry: bytes }],
///     cancelled: the same,
///     filled: [{ orderId: bytes32, leg: uint8, fill: Fill, entry: bytes, hash: bytes32 }],
///     deposited: [{ timestamp: uint64, depositor: address, fee: uint40, deposit: Deposit, entry: bytes }],
///     pays: [{ pay: Pay, entry: bytes }],
///     configures: [{ accepting: bool, fee: uint, entryFee: uint, settings: uint16, entry: bytes }],
///     channels: [{ entries: bytes[], hashes: bytes32[], heads: bytes32[] }] }
///   `hash` is keccak256 of the entry, as the hub keeps it of a fill. Fees are in gwei; `settings` stands for the least
///   `entryFee` of two significant hexadecimal digits that is not below `fee`. In a channel, which starts with head zero,
///   `hashes[i]` is keccak256 of `entries[i]`, and `heads[i]` the head that it makes.
/// attestations.json
///   { typehash: bytes32,
///     attestations: [{ chain: uint64, gateway: address, sourceChain: uint64, senderAddress: address,
///       recipientAddress: address, message: { sendId: bytes32, sender, recipient, payload: bytes }, digest: bytes32,
///       privateKey: bytes32, signer: address, signature: bytes }] }
///   `chain` and `gateway` are those of the domain: the destination's. `sender` and `recipient` of the message are
///   ERC-7930 addresses of `senderAddress` on `sourceChain` and `recipientAddress` on `chain`.
/// payloads.json
///   { payloads: [{ name: string, order: Order, openedAt: uint64[], payload: bytes, account: address,
///       resolved: { steps, variables, payments: bytes[], assumptions: [{ name: string, data: bytes }] },
///       calls: bytes[] }] }
///   `resolved` is what the resolver answers to `payload`, the encoding of the order and the blocks of its openings;
///   `calls[i]` the calldata of `steps[i]` if every `PaymentRecipient` is `account`.
///
/// proofs.json is not the contracts' own: foundry/writeProofs.ts asks a chain for it, and ProofGateway's tests read it.
contract VectorsTest is Test {
    RecordingChannel private _channel;

    function test_orders_areFresh() public {
        string[] memory typehashes = new string[](4);
        typehashes[0] = Json.member("order", Json.from(PlainOrderHash.orderTypehash()));
        typehashes[1] = Json.member("leg", Json.from(PlainOrderHash.LEG_TYPEHASH));
        typehashes[2] = Json.member("call", Json.from(PlainOrderHash.CALL_TYPEHASH));
        typehashes[3] = Json.member("cancellation", Json.from(PlainOrderHash.CANCELLATION_TYPEHASH));

        Spoke[4] memory spokes = _spokes();
        string[] memory domains = new string[](spokes.length);
        for (uint256 i = 0; i < domains.length; ++i) {
            domains[i] = _domainJson(spokes[i]);
        }

        (string[] memory names, Order[] memory orders) = _orders();
        string[] memory ordersJson = new string[](orders.length);
        for (uint256 i = 0; i < orders.length; ++i) {
            ordersJson[i] = _orderJson(names[i], orders[i], spokes);
        }

        string[] memory members = new string[](4);
        members[0] = Json.member("typehashes", Json.object(typehashes));
        members[1] = Json.member("domains", Json.lines(domains));
        members[2] = Json.member("orders", Json.lines(ordersJson));
        members[3] = Json.member("executors", _executorsJson());
        _checkOrWrite("test/vectors/orders.json", Json.file(members));
    }

    function test_entries_areFresh() public {
        string[] memory members = new string[](8);
        members[0] = Json.member("heartbeats", _heartbeatsJson());
        members[1] = Json.member("escrowed", _ofOrderJson(false));
        members[2] = Json.member("cancelled", _ofOrderJson(true));
        members[3] = Json.member("filled", _filledJson());
        members[4] = Json.member("deposited", _depositedJson());
        members[5] = Json.member("pays", _paysJson());
        members[6] = Json.member("configures", _configuresJson());
        members[7] = Json.member("channels", _channelsJson());
        _checkOrWrite("test/vectors/entries.json", Json.file(members));
    }

    function test_attestations_areFresh() public {
        AccessManager manager = new AccessManager(address(this));
        bytes memory code = address(new AttestedGateway(address(manager))).code;

        string[] memory attestations = new string[](6);
        for (uint256 i = 0; i < attestations.length; ++i) {
            uint64 chain = i == 5 ? type(uint64).max : uint64(31337 + i % 3);
            address gateway = _address("gateway", i / 3);
            vm.etch(gateway, code);
            vm.chainId(chain);
            attestations[i] = _attestationJson(AttestedGateway(gateway), chain, i);
        }

        string[] memory members = new string[](2);
        members[0] = Json.member(
            "typehash", Json.from(keccak256("Message(bytes32 sendId,bytes sender,bytes recipient,bytes payload)"))
        );
        members[1] = Json.member("attestations", Json.lines(attestations));
        _checkOrWrite("test/vectors/attestations.json", Json.file(members));
    }

    function test_payloads_areFresh() public {
        // Not the hub's chain: no hub is asked.
        vm.chainId(1);
        AccessManager manager = new AccessManager(address(this));
        vm.prank(_address("deployer", 0));
        Resolver resolver = new Resolver(31337, _address("hub", 0), address(manager));
        for (uint64 i = 0; i < 3; ++i) {
            resolver.setChain(31337 + i, _chainRoute(i));
        }
        string[] memory payloads = new string[](3);
        payloads[0] = _payloadJson("one leg", resolver, _solvable(23, 1), 1);
        payloads[1] = _payloadJson("four legs", resolver, _solvable(24, 4), 3);
        Order memory order = _solvable(25, 1);
        order.solver = _address("solver", 25);
        order.exclusiveUntil = order.openDeadline;
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        order.legs[0].recipient = 0;
        order.calls = new Call[](1);
        order.calls[0] = Call({
            chain: order.legs[0].destinationChain,
            fallbackRecipient: AccountLib.toAccount(_address("fallback recipient", 25)),
            calls: _bytes("calls", 25, 33),
            gas: 100_000
        });
        payloads[2] = _payloadJson("an exclusive call, paid in the native token", resolver, order, 1);

        string[] memory members = new string[](1);
        members[0] = Json.member("payloads", Json.lines(payloads));
        _checkOrWrite("test/vectors/payloads.json", Json.file(members));
    }

    function _checkOrWrite(string memory path, string memory json) private {
        if (vm.envOr("WRITE_VECTORS", false)) {
            vm.writeFile(path, json);
        } else {
            bool fresh = vm.exists(path) && keccak256(bytes(vm.readFile(path))) == keccak256(bytes(json));
            assertTrue(fresh, string.concat(path, " is stale: run `pnpm --filter @concert/contracts generate`"));
        }
    }

    /// One per domain: each makes ids under the domain of its hub.
    function _spokes() private returns (Spoke[4] memory) {
        return [
            new Spoke(31337, _address("hub", 0), 0, address(this)),
            new Spoke(1, _address("hub", 0), 0, address(this)),
            new Spoke(31337, _address("hub", 1), 0, address(this)),
            new Spoke(type(uint64).max, address(type(uint160).max), 0, address(this))
        ];
    }

    function _domainJson(Spoke spoke) private view returns (string memory) {
        string[] memory members = new string[](3);
        members[0] = Json.member("hubChain", Json.from(spoke.hubChain()));
        members[1] = Json.member("hub", Json.from(spoke.hub()));
        members[2] = Json.member("separator", Json.from(spoke.domainSeparator()));
        return Json.object(members);
    }

    function _orderJson(string memory name, Order memory order, Spoke[4] memory spokes)
        private
        view
        returns (string memory)
    {
        bytes32[] memory legHashes = new bytes32[](order.legs.length);
        for (uint256 i = 0; i < legHashes.length; ++i) {
            legHashes[i] = PlainOrderHash.hash(order.legs[i]);
        }
        bytes32[] memory ids = new bytes32[](spokes.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            ids[i] = OrderId.unwrap(spokes[i].orderIdOf(order));
            assertEq(ids[i], PlainOrderHash.id(order, spokes[i].domainSeparator()), name);
        }
        bytes32[] memory cancellations = new bytes32[](spokes.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            cancellations[i] = PlainOrderHash.cancellation(order, spokes[i].domainSeparator());
        }

        string[] memory members = new string[](7);
        members[0] = Json.member("name", Json.quote(name));
        members[1] = Json.member("order", Json.from(order));
        members[2] = Json.member("legHashes", Json.from(legHashes));
        members[3] = Json.member("callsHash", Json.from(PlainOrderHash.hash(order.calls)));
        members[4] = Json.member("hash", Json.from(PlainOrderHash.hash(order)));
        members[5] = Json.member("ids", Json.from(ids));
        members[6] = Json.member("cancellations", Json.from(cancellations));
        return Json.object(members);
    }

    /// With recipients on EVM chains.
    function _solvable(uint256 seed, uint256 legs) private pure returns (Order memory order) {
        order = _order(seed, legs, new bytes[](0));
        for (uint256 i = 0; i < legs; ++i) {
            order.legs[i].recipient = AccountLib.toAccount(_address("recipient", 100 * seed + i));
        }
    }

    function _chainRoute(uint64 i) private pure returns (ChainRoute memory) {
        return ChainRoute({
            spoke: _address("spoke", i),
            deputies: _address("deputies", i),
            wrappedNative: _address("wrapped native", i),
            hubGateway: _address("hub gateway", i),
            spokeGateway: _address("spoke gateway", i),
            maxEntryFee: 100 gwei + i,
            reportSeconds: 60 * (i + 1),
            payoutSeconds: 10 * (i + 1)
        });
    }

    /// @param origins How many chains its inputs are on.
    function _payloadJson(string memory name, Resolver resolver, Order memory order, uint256 origins)
        private
        view
        returns (string memory)
    {
        uint64[] memory openedAt = new uint64[](origins);
        string[] memory blocks = new string[](origins);
        for (uint64 i = 0; i < origins; ++i) {
            openedAt[i] = 1000 * i + 7;
            blocks[i] = Json.from(openedAt[i]);
        }
        address account = _address("account", order.legs.length);
        bytes memory payload = abi.encode(order, openedAt);
        bytes[] memory calls = new bytes[](order.legs.length);
        for (uint64 i = 0; i < calls.length; ++i) {
            uint256 maxEntryFee = resolver.routeOf(order.legs[i].destinationChain).maxEntryFee;
            calls[i] = abi.encodeCall(IDeputies.fill, (order, i, account, calls.length > 1, maxEntryFee));
        }

        string[] memory members = new string[](7);
        members[0] = Json.member("name", Json.quote(name));
        members[1] = Json.member("order", Json.from(order));
        members[2] = Json.member("openedAt", Json.array(blocks));
        members[3] = Json.member("payload", Json.from(payload));
        members[4] = Json.member("account", Json.from(account));
        members[5] = Json.member("resolved", _resolvedJson(resolver.resolve(payload)));
        members[6] = Json.member("calls", Json.from(calls));
        return Json.object(members);
    }

    function _resolvedJson(IResolver.ResolvedOrder memory resolved) private pure returns (string memory) {
        string[] memory assumptions = new string[](resolved.assumptions.length);
        for (uint256 i = 0; i < assumptions.length; ++i) {
            string[] memory parts = new string[](2);
            parts[0] = Json.member("name", Json.quote(resolved.assumptions[i].name));
            parts[1] = Json.member("data", Json.from(resolved.assumptions[i].data));
            assumptions[i] = Json.object(parts);
        }
        string[] memory members = new string[](4);
        members[0] = Json.member("steps", Json.from(resolved.steps));
        members[1] = Json.member("variables", Json.from(resolved.variables));
        members[2] = Json.member("payments", Json.from(resolved.payments));
        members[3] = Json.member("assumptions", Json.array(assumptions));
        return Json.object(members);
    }

    /// A spoke's first contract is what its executors are clones of.
    function _executorsJson() private returns (string memory) {
        string[] memory elements = new string[](4);
        for (uint256 i = 0; i < elements.length; ++i) {
            vm.prank(_address("deployer", i / 2));
            Spoke spoke = new Spoke(31337, _address("hub", 0), 0, address(this));
            OrderId orderId = _orderIds()[i % 2 + 1];
            string[] memory members = new string[](3);
            members[0] = Json.member("spoke", Json.from(address(spoke)));
            members[1] = Json.member("orderId", Json.from(OrderId.unwrap(orderId)));
            members[2] = Json.member("executor", Json.from(spoke.executorOf(orderId)));
            elements[i] = Json.object(members);
        }
        return Json.lines(elements);
    }

    function _orders() private pure returns (string[] memory names, Order[] memory orders) {
        names = new string[](23);
        orders = new Order[](names.length);
        for (uint256 i = 0; i < 16; ++i) {
            names[i] = string.concat(vm.toString(i + 1), i == 0 ? " leg" : " legs");
            orders[i] = _order(i, i + 1, new bytes[](0));
        }
        bytes[] memory calls = new bytes[](1);
        (names[16], orders[16]) = ("one empty call", _order(16, 1, calls));
        calls[0] = _bytes("calls", 0, 32);
        (names[17], orders[17]) = ("one call of a word", _order(17, 2, calls));
        calls = new bytes[](3);
        (calls[0], calls[1], calls[2]) = (_bytes("calls", 1, 1), _bytes("calls", 2, 31), _bytes("calls", 3, 1000));
        (names[18], orders[18]) = ("three calls of odd lengths", _order(18, 3, calls));

        (names[19], orders[19]) = ("every later field set", _order(19, 2, calls));
        orders[19].solver = _address("solver", 19);
        orders[19].exclusiveUntil = orders[19].openDeadline;
        orders[19].pooled = true;
        orders[19].cancellable = true;

        (names[20], orders[20]) = ("equal legs", _order(20, 2, new bytes[](0)));
        orders[20].legs[1] = orders[20].legs[0];

        (names[21], orders[21]) = ("every value zero", _order(21, 1, new bytes[](1)));
        _fillWith(orders[21], 0, false);
        (names[22], orders[22]) = ("every value at its largest", _order(22, 16, new bytes[](2)));
        _fillWith(orders[22], type(uint256).max, true);
    }

    function _order(uint256 seed, uint256 legs, bytes[] memory calls) private pure returns (Order memory order) {
        order.user = _address("user", seed);
        order.nonce = uint256(_word("nonce", seed));
        order.openDeadline = uint64(1_800_000_000 + seed);
        order.fillDeadline = uint64(1_800_003_600 + seed);
        order.legs = new Leg[](legs);
        for (uint256 i = 0; i < legs; ++i) {
            uint256 number = 100 * seed + i;
            order.legs[i] = Leg({
                originChain: uint64(31337 + number % 3),
                inputToken: _address("input token", number),
                inputAmount: uint128(uint256(_word("input amount", number))),
                destinationChain: uint64(31337 + (number + 1) % 3),
                outputToken: AccountLib.toAccount(_address("output token", number)),
                outputAmount: uint128(uint256(_word("output amount", number))),
                // Every third recipient is on a chain with other addresses.
                recipient: number % 3 == 2
                    ? _word("recipient", number)
                    : AccountLib.toAccount(_address("recipient", number))
            });
        }
        order.calls = new Call[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            bytes32 fallbackRecipient = AccountLib.toAccount(_address("fallback recipient", 100 * seed + i));
            order.calls[i] = Call({
                chain: uint64(31337 + i), fallbackRecipient: fallbackRecipient, calls: calls[i], gas: 100_000 * (i + 1)
            });
        }
    }

    function _fillWith(Order memory order, uint256 value, bool flag) private pure {
        order.user = address(uint160(value));
        order.nonce = value;
        order.openDeadline = uint64(value);
        order.fillDeadline = uint64(value);
        order.solver = address(uint160(value));
        order.exclusiveUntil = uint64(value);
        order.pooled = flag;
        order.cancellable = flag;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            order.legs[i] = Leg({
                originChain: uint64(value),
                inputToken: address(uint160(value)),
                inputAmount: uint128(value),
                destinationChain: uint64(value),
                outputToken: bytes32(value),
                outputAmount: uint128(value),
                recipient: bytes32(value)
            });
        }
        for (uint256 i = 0; i < order.calls.length; ++i) {
            order.calls[i] =
                Call({chain: uint64(value), fallbackRecipient: bytes32(value), calls: abi.encode(value), gas: value});
        }
    }

    function _timestamps() private pure returns (uint64[3] memory) {
        return [uint64(0), 1_800_000_000, type(uint40).max];
    }

    function _orderIds() private pure returns (OrderId[3] memory) {
        return [OrderId.wrap(0), OrderId.wrap(_word("order id", 0)), OrderId.wrap(bytes32(type(uint256).max))];
    }

    function _fees() private pure returns (uint40[3] memory) {
        return [0, 250_000, type(uint40).max];
    }

    function _heartbeatsJson() private pure returns (string memory) {
        string[] memory elements = new string[](3);
        uint64[3] memory gasPrices = [0, 1_500_000_007, type(uint64).max];
        for (uint256 i = 0; i < elements.length; ++i) {
            string[] memory members = new string[](3);
            members[0] = Json.member("timestamp", Json.from(_timestamps()[i]));
            members[1] = Json.member("gasPrice", Json.from(gasPrices[i]));
            members[2] = Json.member("entry", Json.from(Entries.heartbeat(_timestamps()[i], gasPrices[i])));
            elements[i] = Json.object(members);
        }
        return Json.lines(elements);
    }

    /// Escrowed or Cancelled, whose fields are the same.
    function _ofOrderJson(bool cancelled) private pure returns (string memory) {
        string[] memory elements = new string[](3);
        for (uint256 i = 0; i < elements.length; ++i) {
            string[] memory members = new string[](4);
            members[0] = Json.member("timestamp", Json.from(_timestamps()[i]));
            members[1] = Json.member("orderId", Json.from(OrderId.unwrap(_orderIds()[i])));
            members[2] = Json.member("fee", Json.from(_fees()[i]));
            bytes memory entry = cancelled
                ? Entries.cancelled(_timestamps()[i], _orderIds()[i], _fees()[i])
                : Entries.escrowed(_timestamps()[i], _orderIds()[i], _fees()[i]);
            members[3] = Json.member("entry", Json.from(entry));
            elements[i] = Json.object(members);
        }
        return Json.lines(elements);
    }

    function _fills() private pure returns (Fill[4] memory fills) {
        fills[1] = Fill({
            filledAt: 1_800_000_001,
            hold: true,
            solver: _address("solver", 1),
            repayment: Repayment(AccountLib.toAccount(_address("repayment", 1)), address(0), 31338, 0),
            fee: 250_000
        });
        fills[2] = Fill({
            filledAt: 1_800_000_002,
            hold: false,
            solver: _address("solver", 2),
            repayment: Repayment(_word("repayment", 2), _address("ledger account", 2), 1, 0x010203),
            // Its bytes differ.
            fee: 0x0102030405
        });
        fills[3] = Fill({
            filledAt: type(uint40).max,
            hold: true,
            solver: address(type(uint160).max),
            repayment: Repayment(
                bytes32(type(uint256).max), address(type(uint160).max), type(uint64).max, type(uint24).max
            ),
            fee: type(uint40).max
        });
    }

    function _filledJson() private pure returns (string memory) {
        string[] memory elements = new string[](4);
        uint8[4] memory legs = [0, 1, 15, type(uint8).max];
        for (uint256 i = 0; i < elements.length; ++i) {
            OrderId orderId = _orderIds()[i % 3];
            bytes memory entry = Entries.filled(orderId, legs[i], _fills()[i]);
            string[] memory members = new string[](5);
            members[0] = Json.member("orderId", Json.from(OrderId.unwrap(orderId)));
            members[1] = Json.member("leg", Json.from(legs[i]));
            members[2] = Json.member("fill", Json.from(_fills()[i]));
            members[3] = Json.member("entry", Json.from(entry));
            members[4] = Json.member("hash", Json.from(keccak256(entry)));
            elements[i] = Json.object(members);
        }
        return Json.lines(elements);
    }

    function _depositedJson() private pure returns (string memory) {
        Deposit[3] memory deposits;
        bytes32 token = AccountLib.toAccount(_address("token", 1));
        deposits[1] = Deposit(token, 123e18, _address("beneficiary", 1), 122.9e18, true);
        deposits[2] = Deposit({
            token: AccountLib.toAccount(address(type(uint160).max)),
            amount: type(uint128).max,
            beneficiary: address(type(uint160).max),
            minimum: type(uint128).max,
            toVault: true
        });
        address[3] memory depositors = [address(0), _address("depositor", 1), address(type(uint160).max)];
        string[] memory elements = new string[](3);
        for (uint256 i = 0; i < elements.length; ++i) {
            bytes memory entry = Entries.deposited(_timestamps()[i], depositors[i], deposits[i], _fees()[i]);
            string[] memory members = new string[](5);
            members[0] = Json.member("timestamp", Json.from(_timestamps()[i]));
            members[1] = Json.member("depositor", Json.from(depositors[i]));
            members[2] = Json.member("fee", Json.from(_fees()[i]));
            members[3] = Json.member("deposit", Json.from(deposits[i]));
            members[4] = Json.member("entry", Json.from(entry));
            elements[i] = Json.object(members);
        }
        return Json.lines(elements);
    }

    function _paysJson() private pure returns (string memory) {
        Pay[4] memory pays;
        bytes32 token = AccountLib.toAccount(_address("token", 1));
        pays[1] = Pay(token, AccountLib.toAccount(_address("account", 1)), 123e18, 250_000, 0);
        pays[2] = Pay({
            token: bytes32(type(uint256).max),
            account: bytes32(type(uint256).max),
            amount: type(uint256).max,
            fee: type(uint40).max,
            tokenFee: type(uint128).max
        });
        pays[3] = Pay(token, AccountLib.toAccount(_address("account", 2)), 45e18, 0, 0.25e18);
        string[] memory elements = new string[](4);
        for (uint256 i = 0; i < elements.length; ++i) {
            string[] memory members = new string[](2);
            members[0] = Json.member("pay", Json.from(pays[i]));
            bytes memory entry = Entries.pay(
                pays[i].token, pays[i].account, pays[i].amount, uint40(pays[i].fee), uint128(pays[i].tokenFee)
            );
            members[1] = Json.member("entry", Json.from(entry));
            elements[i] = Json.object(members);
        }
        return Json.lines(elements);
    }

    function _configuresJson() private pure returns (string memory) {
        uint256[8] memory fees = [uint256(0), 1, 255, 256, 511, 250_000, 255 << 31, type(uint64).max];
        string[] memory elements = new string[](2 * fees.length);
        for (uint256 i = 0; i < elements.length; ++i) {
            uint256 fee = fees[i / 2];
            Settings settings = SettingsLib.create(i % 2 == 0, fee);
            string[] memory members = new string[](5);
            members[0] = Json.member("accepting", Json.from(i % 2 == 0));
            members[1] = Json.member("fee", Json.from(fee));
            members[2] = Json.member("entryFee", Json.from(settings.entryFee()));
            members[3] = Json.member("settings", Json.from(uint256(Settings.unwrap(settings))));
            members[4] = Json.member("entry", Json.from(Entries.configure(Settings.unwrap(settings))));
            elements[i] = Json.object(members);
        }
        return Json.lines(elements);
    }

    function _channelsJson() private returns (string memory) {
        bytes[] memory reports = new bytes[](7);
        reports[0] = Entries.heartbeat(1_800_000_000, 1_500_000_007);
        reports[1] = Entries.escrowed(1_800_000_001, _orderIds()[1], 250_000);
        reports[2] = Entries.filled(_orderIds()[1], 0, _fills()[1]);
        reports[3] = Entries.filled(_orderIds()[1], 1, _fills()[2]);
        // The same entry twice makes two heads.
        reports[4] = reports[3];
        reports[5] = Entries.cancelled(1_800_000_003, _orderIds()[1], 250_000);
        bytes32 token = AccountLib.toAccount(_address("token", 1));
        Deposit memory deposit = Deposit(token, 1, _address("beneficiary", 1), 0, false);
        reports[6] = Entries.deposited(1_800_000_004, _address("depositor", 1), deposit, 250_000);
        bytes[] memory instructions = new bytes[](2);
        instructions[0] = Entries.configure();
        instructions[1] = Entries.pay(_word("token", 0), _word("account", 0), 1, 250_000);
        bytes[] memory odd = new bytes[](3);
        (odd[1], odd[2]) = (hex"00", _bytes("odd", 0, 64));

        string[] memory elements = new string[](3);
        elements[0] = _channelJson(0, reports);
        elements[1] = _channelJson(1, instructions);
        elements[2] = _channelJson(2, odd);
        return Json.lines(elements);
    }

    function _channelJson(uint64 chain, bytes[] memory entries) private returns (string memory) {
        if (address(_channel) == address(0)) _channel = new RecordingChannel(address(this));
        bytes32[] memory hashes = new bytes32[](entries.length);
        bytes32[] memory heads = new bytes32[](entries.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            _channel.queue(chain, entries[i]);
            hashes[i] = keccak256(entries[i]);
            heads[i] = _channel.queuedHead(chain);
        }
        string[] memory members = new string[](3);
        members[0] = Json.member("entries", Json.from(entries));
        members[1] = Json.member("hashes", Json.from(hashes));
        members[2] = Json.member("heads", Json.from(heads));
        return Json.object(members);
    }

    function _attestationJson(AttestedGateway gateway, uint64 chain, uint256 seed)
        private
        view
        returns (string memory)
    {
        uint64 sourceChain = seed == 4 ? type(uint64).max : uint64(1 << (8 * seed));
        Message memory message = Message({
            sendId: _word("send id", seed),
            sender: InteroperableAddress.formatEvmV1(sourceChain, _address("sender", seed)),
            recipient: InteroperableAddress.formatEvmV1(chain, _address("recipient", seed)),
            // Heads have 32 bytes; the gateway carries any length.
            payload: _bytes("payload", seed, seed < 4 ? 32 : 65 * (seed - 4))
        });

        string[] memory members = new string[](10);
        members[0] = Json.member("chain", Json.from(chain));
        members[1] = Json.member("gateway", Json.from(address(gateway)));
        members[2] = Json.member("sourceChain", Json.from(sourceChain));
        members[3] = Json.member("senderAddress", Json.from(_address("sender", seed)));
        members[4] = Json.member("recipientAddress", Json.from(_address("recipient", seed)));
        members[5] = Json.member("message", Json.from(message));
        members[6] = Json.member("digest", Json.from(gateway.digest(message)));
        members[7] = Json.member("privateKey", Json.from(_word("private key", seed)));
        members[8] = Json.member("signer", Json.from(vm.addr(uint256(_word("private key", seed)))));
        members[9] = Json.member("signature", Json.from(_sign(_word("private key", seed), gateway.digest(message))));
        return Json.object(members);
    }

    function _sign(bytes32 privateKey, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(uint256(privateKey), digest);
        return abi.encodePacked(r, s, v);
    }

    function _word(string memory label, uint256 index) private pure returns (bytes32) {
        return keccak256(abi.encode(label, index));
    }

    function _address(string memory label, uint256 index) private pure returns (address) {
        return address(uint160(uint256(_word(label, index))));
    }

    function _bytes(string memory label, uint256 index, uint256 length) private pure returns (bytes memory result) {
        result = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            result[i] = _word(label, index)[i % 32];
        }
    }
}
