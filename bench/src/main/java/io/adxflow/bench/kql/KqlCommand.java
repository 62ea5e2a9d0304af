package io.adxflow.bench.kql;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.run.Folders;
import io.adxflow.job.query.CommittedSource;
import io.adxflow.kql.duckdb.DuckDb;
import io.adxflow.kql.duckdb.QueryEngine;
import io.adxflow.kql.duckdb.QueryLimits;
import io.adxflow.kql.duckdb.QueryRun;
import io.adxflow.kql.duckdb.ResultTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs a query over five minutes of one table, in KQL, as SQL by hand over exactly the files that hold them, and as SQL over all files, in turns and in this process; checks
 * that all three agree. Each run opens a DuckDB of its own, so that nothing is known from the run before but by the page cache.
 */
@Command(
        name = "kql",
        description =
                "Queries five minutes of a table of committed batches in KQL, beside SQL by hand over the right files and"
                        + " over all files; prints one JSON line with the medians.")
public final class KqlCommand implements Callable<Integer> {
    private static final String KQL = Batches.TABLE
            + " | where Timestamp > ago(5m) | summarize sum(Value), count() by bin(Timestamp, 1m), tostring(Labels.code)";

    @Option(names = "--rows", defaultValue = "4000000", description = "in the table (default: ${DEFAULT-VALUE})")
    private long rows;

    @Option(names = "--rounds", defaultValue = "7", description = "of the three queries (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--all-files-rounds",
            defaultValue = "1",
            description =
                    "of the query over all files, which takes as long as reading them does; 0 for none (default: ${DEFAULT-VALUE})")
    private int allFilesRounds;

    @Option(
            names = "--data",
            description =
                    "folder of the batches, kept and used again (default: one below the system's temporary folder, deleted at the end)")
    private @Nullable Path data;

    /** A way to ask, and how long each time took. */
    private static final class Way {
        final String name;
        final Callable<Map<String, String>> ask;
        final long[] nanos;

        Way(String name, int rounds, Callable<Map<String, String>> ask) {
            this.name = name;
            this.ask = ask;
            this.nanos = new long[rounds];
        }

        double medianMillis() {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted.length == 0 ? 0 : sorted[sorted.length / 2] / 1e6;
        }
    }

    @Override
    public Integer call() throws Exception {
        Path folder = data == null ? Files.createTempDirectory("adxflow-kql-") : data;
        try {
            Batches batches = Batches.in(folder, rows);
            List<Path> needed = batches.since(batches.end().minusSeconds(300));
            Way kql = new Way("kql", rounds, () -> askKql(batches));
            Way hand = new Way("hand", rounds, () -> askSql(batches, needed));
            Way all = new Way("all_files", Math.min(rounds, allFilesRounds), () -> askSql(batches, batches.files()));
            List<Way> ways = List.of(kql, hand, all);
            boolean agree = true;
            // One round before, for classes and the page cache.
            for (int round = -1; round < rounds; round++) {
                Map<String, String> first = null;
                for (Way way : ways) {
                    if (round >= way.nanos.length || (round < 0 && way == all)) {
                        continue;
                    }
                    long begin = System.nanoTime();
                    Map<String, String> answer = way.ask.call();
                    if (round >= 0) {
                        way.nanos[round] = System.nanoTime() - begin;
                    }
                    agree &= first == null || first.equals(answer);
                    first = answer;
                }
            }
            report(batches, needed, ways, agree);
            return agree && kql.medianMillis() > 0 ? 0 : 1;
        } finally {
            if (data == null) {
                Folders.delete(folder);
            }
        }
    }

    private void report(Batches batches, List<Path> needed, List<Way> ways, boolean agree) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("bench", "kql").put("rows", rows).put("rounds", rounds);
        line.put("files", batches.files().size()).put("files_needed", needed.size());
        for (Way way : ways) {
            line.put(way.name + "_ms", Math.round(way.medianMillis() * 10) / 10.0);
        }
        double byHand = ways.get(1).medianMillis();
        line.put("kql_to_hand", Math.round(ways.get(0).medianMillis() / byHand * 100) / 100.0);
        line.put("all_files_to_hand", Math.round(ways.get(2).medianMillis() / byHand * 100) / 100.0);
        line.put("agree", agree);
        System.out.println(line);
    }

    private static Map<String, String> askKql(Batches batches) throws SQLException {
        TreeMap<String, String> answer = new TreeMap<>();
        try (DuckDb duckDb = DuckDb.inMemory(4L << 30, Runtime.getRuntime().availableProcessors())) {
            QueryEngine engine = new QueryEngine(
                    duckDb, new CommittedSource(batches.tables(), Batches.DATABASE), QueryLimits.OF_THE_SERVICE);
            try (QueryRun run = engine.run(new QueryEngine.Request(KQL, batches.end()))) {
                ResultTable table = run.nextTable();
                while (table != null && table.next()) {
                    long minute = ((Long) java.util.Objects.requireNonNull(table.value(0))
                                    - io.adxflow.kql.types.Datetime.UNIX_EPOCH_TICKS)
                            / io.adxflow.kql.types.Timespan.TICKS_PER_SECOND;
                    answer.put(minute + " " + table.value(1), number(table.value(2)) + " " + table.value(3));
                }
            }
        }
        return answer;
    }

    private static Map<String, String> askSql(Batches batches, List<Path> files) throws SQLException {
        TreeMap<String, String> answer = new TreeMap<>();
        String list = files.stream().map(file -> "'" + file + "'").collect(Collectors.joining(", "));
        String sql =
                "SELECT epoch(time_bucket(INTERVAL 1 MINUTE, Timestamp))::BIGINT, Labels->>'code', sum(Value), count(*) FROM read_csv(["
                        + list
                        + "], columns = {'Timestamp': 'TIMESTAMP', 'SeriesId': 'BIGINT', 'Labels': 'VARCHAR', 'Value': 'DOUBLE'},"
                        + " auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', nullstr = '',"
                        + " compression = 'gzip', max_line_size = 33554432) WHERE Timestamp > TIMESTAMP '"
                        + batches.end()
                                .minusSeconds(300)
                                .toString()
                                .replace("T", " ")
                                .replace("Z", "") + "' GROUP BY ALL";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                answer.put(
                        rows.getLong(1) + " " + rows.getString(2), number(rows.getDouble(3)) + " " + rows.getLong(4));
            }
        }
        return answer;
    }

    /** Threads add up in any order, so that the last digits of a sum may differ. */
    private static String number(@Nullable Object value) {
        return String.format(
                java.util.Locale.ROOT, "%.6e", ((Number) java.util.Objects.requireNonNull(value)).doubleValue());
    }
}
