package io.adxflow.sources.connections;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected to one server, and who makes room when it is full. A connection that waits for its sender is worth less than
 * one that the sender waits for: when a new one comes and there is no room, overall or for its address, the oldest that waits for
 * its sender is closed; when there is none such, the new one is turned away.
 *
 * <p>Thread-safe. What closes a connection runs on the thread that found the reason, without a lock held.
 */
public final class ConnectionLedger {

    /** What a connection is doing, the least worth keeping first. */
    public enum State {
        /** No request has come whole yet: new, or within its first head. */
        NEW,
        /** Between two requests, or within a later request's head. */
        IDLE,
        /** Within a request's body. It makes room for others when it takes longer than {@link Limits#slowBody}. */
        RECEIVING,
        /** The sender waits for its answer. Never closed for others. */
        BUSY,
        /** Both sides keep it open for as long as they like, as a WebSocket. Never closed for others. */
        LASTING
    }

    /**
     * @param connections at a time
     * @param perAddress of them from one address; for IPv6, where a sender has a whole network to choose from, from one /64
     * @param unlimited addresses that {@code perAddress} does not hold for
     * @param slowBody after which a connection within a body makes room for others
     */
    public record Limits(int connections, int perAddress, Networks unlimited, Duration slowBody) {}

    /** One that was let in. Its owner says what it does, and when it is closed. */
    public final class Connection {
        private final InetAddress address;
        private final Runnable close;
        private State state = State.NEW;
        private long sinceNanos;
        private boolean over;

        private Connection(InetAddress address, Runnable close, long now) {
            this.address = address;
            this.close = close;
            this.sinceNanos = now;
        }

        /** The connection does this from now on. Told again, the time counts anew. */
        public void enters(State next) {
            move(this, next);
        }

        /** The connection is closed; said any number of times. */
        public void closed() {
            remove(this);
        }
    }

    private final LongSupplier nanoClock;
    private final Map<State, Set<Connection>> byState = new EnumMap<>(State.class);
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private volatile Limits limits;
    private int size;
    private long closedForOthers;

    /** @param nanoClock never goes back */
    public ConnectionLedger(Limits limits, LongSupplier nanoClock) {
        this.limits = limits;
        this.nanoClock = nanoClock;
        for (State state : State.values()) {
            // In the order in which they entered it: the first is the oldest.
            byState.put(state, new LinkedHashSet<>());
        }
    }

    /** Lower limits close nobody; they hold for the next connection. */
    public void setLimits(Limits next) {
        limits = next;
    }

    /**
     * Lets a connection in, in the state {@link State#NEW}, or says no by null.
     *
     * @param close closes it; it is called at most once, and may be at once
     */
    public @Nullable Connection open(InetAddress remote, Runnable close) {
        InetAddress address = Networks.sender(remote);
        List<Connection> evicted = new ArrayList<>(1);
        Connection opened = null;
        synchronized (byState) {
            Limits now = limits;
            boolean addressIsFull = byAddress.getOrDefault(address, 0) >= now.perAddress()
                    && !now.unlimited().contains(remote);
            if (addressIsFull) {
                makeRoom(address, evicted);
            } else if (size >= now.connections()) {
                makeRoom(null, evicted);
            }
            if (!evicted.isEmpty() || (!addressIsFull && size < now.connections())) {
                opened = new Connection(address, close, nanoClock.getAsLong());
                set(State.NEW).add(opened);
                byAddress.merge(address, 1, Integer::sum);
                size++;
            }
        }
        evicted.forEach(connection -> connection.close.run());
        return opened;
    }

    /** @param address whose connections are meant; null for all */
    private void makeRoom(@Nullable InetAddress address, List<Connection> evicted) {
        long now = nanoClock.getAsLong();
        for (State state : List.of(State.NEW, State.IDLE, State.RECEIVING)) {
            for (Connection connection : set(state)) {
                if (state == State.RECEIVING
                        && now - connection.sinceNanos < limits.slowBody().toNanos()) {
                    break;
                }
                if (address == null || connection.address.equals(address)) {
                    forget(connection);
                    closedForOthers++;
                    evicted.add(connection);
                    return;
                }
            }
        }
    }

    /** Closes every connection that has been in the state for longer than the time. */
    public void closeOverdue(State state, Duration time) {
        List<Connection> overdue = new ArrayList<>();
        synchronized (byState) {
            long now = nanoClock.getAsLong();
            Iterator<Connection> oldestFirst = set(state).iterator();
            while (oldestFirst.hasNext()) {
                Connection connection = oldestFirst.next();
                if (now - connection.sinceNanos < time.toNanos()) {
                    break;
                }
                overdue.add(connection);
            }
            overdue.forEach(this::forget);
        }
        overdue.forEach(connection -> connection.close.run());
    }

    /** Open connections. */
    public int size() {
        synchronized (byState) {
            return size;
        }
    }

    /** Open connections in the state. */
    public int size(State state) {
        synchronized (byState) {
            return set(state).size();
        }
    }

    /** Connections that were closed to make room for others. */
    public long closedForOthers() {
        synchronized (byState) {
            return closedForOthers;
        }
    }

    private void move(Connection connection, State next) {
        synchronized (byState) {
            if (!connection.over) {
                set(connection.state).remove(connection);
                connection.state = next;
                connection.sinceNanos = nanoClock.getAsLong();
                set(next).add(connection);
            }
        }
    }

    private void remove(Connection connection) {
        synchronized (byState) {
            forget(connection);
        }
    }

    private void forget(Connection connection) {
        if (!connection.over) {
            connection.over = true;
            set(connection.state).remove(connection);
            byAddress.computeIfPresent(connection.address, (address, count) -> count == 1 ? null : count - 1);
            size--;
        }
    }

    private Set<Connection> set(State state) {
        Set<Connection> connections = byState.get(state);
        if (connections == null) {
            throw new IllegalStateException("no set for " + state);
        }
        return connections;
    }
}
