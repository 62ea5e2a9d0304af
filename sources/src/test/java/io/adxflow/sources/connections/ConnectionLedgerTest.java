package io.adxflow.sources.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.connections.ConnectionLedger.Connection;
import io.adxflow.sources.connections.ConnectionLedger.Limits;
import io.adxflow.sources.connections.ConnectionLedger.State;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionLedgerTest {
    private static final String SOMEBODY = "192.0.2.1";
    private static final String OTHER = "192.0.2.2";

    private final List<String> closed = new ArrayList<>();
    private long nanos;

    @Test
    void theOldestThatHasSaidNothingMakesRoomFirst() {
        ConnectionLedger ledger = ledger(3, 3);
        Connection idle = open(ledger, SOMEBODY, "idle");
        idle.enters(State.IDLE);
        open(ledger, SOMEBODY, "silent");
        open(ledger, SOMEBODY, "silent too");

        open(ledger, OTHER, "newcomer");

        assertThat(closed).containsExactly("silent");
        assertThat(ledger.size()).isEqualTo(3);
        assertThat(ledger.closedForOthers()).isEqualTo(1);
    }

    @Test
    void theOneThatHasBeenIdleLongestMakesRoomNext() {
        ConnectionLedger ledger = ledger(2, 2);
        Connection first = open(ledger, SOMEBODY, "first");
        Connection second = open(ledger, SOMEBODY, "second");
        first.enters(State.IDLE);
        second.enters(State.IDLE);
        first.enters(State.BUSY);
        first.enters(State.IDLE);

        open(ledger, OTHER, "newcomer");

        assertThat(closed).containsExactly("second");
    }

    @Test
    void neverClosesOneWhoseSenderWaits() {
        ConnectionLedger ledger = ledger(2, 2);
        open(ledger, SOMEBODY, "busy").enters(State.BUSY);
        open(ledger, SOMEBODY, "lasting").enters(State.LASTING);

        assertThat(ledger.open(address(OTHER), () -> {})).isNull();
        assertThat(closed).isEmpty();
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void aSlowBodyMakesRoomAfterItsTime() {
        ConnectionLedger ledger = ledger(1, 1);
        open(ledger, SOMEBODY, "slow").enters(State.RECEIVING);

        nanos += Duration.ofSeconds(9).toNanos();
        assertThat(ledger.open(address(OTHER), () -> {})).isNull();
        nanos += Duration.ofSeconds(1).toNanos();
        open(ledger, OTHER, "newcomer");

        assertThat(closed).containsExactly("slow");
    }

    @Test
    void anAddressThatIsFullMakesRoomAmongItsOwn() {
        ConnectionLedger ledger = ledger(10, 2);
        open(ledger, OTHER, "other");
        open(ledger, SOMEBODY, "one");
        open(ledger, SOMEBODY, "two");
        open(ledger, SOMEBODY, "three");

        assertThat(closed).containsExactly("one");
        assertThat(ledger.size()).isEqualTo(3);
    }

    @Test
    void aLoadBalancersAddressIsNeverFull() {
        ConnectionLedger ledger = new ConnectionLedger(
                new Limits(10, 1, Networks.parse(List.of("192.0.2.0/30")), Duration.ofSeconds(10)), () -> nanos);
        open(ledger, SOMEBODY, "one");
        open(ledger, SOMEBODY, "two");

        assertThat(closed).isEmpty();
    }

    @Test
    void countsAnIpv6NetworkAsOneSender() {
        ConnectionLedger ledger = ledger(10, 1);
        open(ledger, "2001:db8::1", "one");
        open(ledger, "2001:db8::2", "two");
        open(ledger, "2001:db8:0:1::1", "neighbour");

        assertThat(closed).containsExactly("one");
    }

    @Test
    void closesWhatHasBeenInAStateForTooLong() {
        ConnectionLedger ledger = ledger(10, 10);
        open(ledger, SOMEBODY, "old");
        open(ledger, SOMEBODY, "busy").enters(State.BUSY);
        nanos += Duration.ofSeconds(5).toNanos();
        open(ledger, SOMEBODY, "young");

        ledger.closeOverdue(State.NEW, Duration.ofSeconds(5));

        assertThat(closed).containsExactly("old");
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void whatIsClosedTwiceIsCountedOnce() {
        ConnectionLedger ledger = ledger(10, 1);
        Connection connection = open(ledger, SOMEBODY, "one");
        connection.closed();
        connection.closed();
        connection.enters(State.BUSY);

        assertThat(ledger.size()).isZero();
        open(ledger, SOMEBODY, "two");
        assertThat(closed).isEmpty();
    }

    @Test
    void neverHoldsMoreThanItsLimitsWhateverHappens() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        ConnectionLedger ledger = ledger(20, 6);
        Set<Connection> open = new HashSet<>();
        for (int step = 0; step < 20_000; step++) {
            nanos += random.nextInt(1_000_000_000);
            if (open.isEmpty() || random.nextInt(3) == 0) {
                Connection[] self = new Connection[1];
                String from = "192.0.2." + random.nextInt(8);
                Connection opened = ledger.open(address(from), () -> open.remove(self[0]));
                self[0] = opened;
                if (opened != null) {
                    open.add(opened);
                }
            } else {
                Connection any = List.copyOf(open).get(random.nextInt(open.size()));
                if (random.nextInt(6) == 0) {
                    any.closed();
                    open.remove(any);
                } else {
                    any.enters(State.values()[random.nextInt(State.values().length)]);
                }
            }
            assertThat(ledger.size())
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(open.size())
                    .isLessThanOrEqualTo(20);
        }
    }

    private ConnectionLedger ledger(int connections, int perAddress) {
        return new ConnectionLedger(
                new Limits(connections, perAddress, Networks.NONE, Duration.ofSeconds(10)), () -> nanos);
    }

    private Connection open(ConnectionLedger ledger, String from, String name) {
        @Nullable Connection connection = ledger.open(address(from), () -> closed.add(name));
        return Objects.requireNonNull(connection, "no room for " + name);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
