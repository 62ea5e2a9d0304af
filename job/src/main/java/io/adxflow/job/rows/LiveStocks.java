package io.adxflow.job.rows;

import io.adxflow.sources.limits.Stock;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What namespaces hold of series and tables in this JVM, as its readers say a few times a second, and what they may. Each reader meets every
 * series that comes to its process, so that the process holds what its readers hold on the average. Thread-safe.
 */
public final class LiveStocks {
    private static final Map<URI, LiveStocks> SHARED = new ConcurrentHashMap<>();

    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
    private final Map<Allowance, Long> allowed = new ConcurrentHashMap<>();

    private record Allowance(String namespace, Stock stock) {}

    LiveStocks() {}

    /** Those of this JVM for one storage directory. */
    public static LiveStocks of(URI directory) {
        return SHARED.computeIfAbsent(directory, none -> new LiveStocks());
    }

    /** What one reader holds, to be closed by whoever asked for it. */
    public final class Reader implements AutoCloseable {
        private volatile Map<String, Long> series = Map.of();
        private volatile Map<String, Long> tables = Map.of();

        private Reader() {}

        /** By namespace; of tables, those of the whole process. */
        void holds(Map<String, Long> itsSeries, Map<String, Long> allTables) {
            series = Map.copyOf(itsSeries);
            tables = Map.copyOf(allTables);
        }

        @Override
        public void close() {
            readers.remove(this);
        }
    }

    /** Another reader. */
    public Reader open() {
        Reader reader = new Reader();
        readers.add(reader);
        return reader;
    }

    /** Series of a namespace that the readers know, on the average and rounded up. */
    public long series(String namespace) {
        long sum = 0;
        int count = 0;
        for (Reader reader : readers) {
            sum += reader.series.getOrDefault(namespace, 0L);
            count++;
        }
        return count == 0 ? 0 : (sum + count - 1) / count;
    }

    /** Tables that the senders of a namespace have here. */
    public long tables(String namespace) {
        long most = 0;
        for (Reader reader : readers) {
            most = Math.max(most, reader.tables.getOrDefault(namespace, 0L));
        }
        return most;
    }

    /** From now on it may hold so much; {@link Long#MAX_VALUE} for no limit. */
    public void allow(String namespace, Stock stock, long most) {
        Allowance allowance = new Allowance(namespace, stock);
        if (most == Long.MAX_VALUE) {
            allowed.remove(allowance);
        } else {
            allowed.put(allowance, most);
        }
    }

    /** What it may hold. */
    long allowed(String namespace, Stock stock) {
        return allowed.getOrDefault(new Allowance(namespace, stock), Long.MAX_VALUE);
    }

    /** The same of all namespaces that may not hold what they like. */
    Map<String, Long> allowed(Stock stock) {
        Map<String, Long> all = new HashMap<>();
        allowed.forEach((allowance, most) -> {
            if (allowance.stock() == stock) {
                all.put(allowance.namespace(), most);
            }
        });
        return all;
    }
}
