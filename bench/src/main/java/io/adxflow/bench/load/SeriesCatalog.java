package io.adxflow.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The series of a workload, numbered in scrape order: target after target, within a target table after table. Each has 13 or
 * 14 labels like a Kubernetes service discovery gives them, about 440 bytes encoded.
 */
public final class SeriesCatalog {
    /** Names come in the order of their bytes, {@code __name__} first, as Prometheus sends them. */
    public record Label(String name, String value) {}

    /** How the values of a table come about. */
    enum ValueKind {
        COUNTER,
        SIX_DECIMALS,
        FULL_DOUBLE,
        /** Zeros, ones, bytes in pages, NaN. */
        ODD
    }

    private static final int JOBS = 10;
    private static final int VARIANTS = 8;
    private static final String[] APPS = {
        "payments-api",
        "checkout",
        "inventory",
        "search-frontend",
        "user-profile",
        "gateway",
        "mailer",
        "billing",
        "catalog",
        "ranker"
    };
    private static final String[] BOUNDS = {"0.005", "0.01", "0.05", "0.1", "0.5", "1", "5", "+Inf"};
    private static final String[] CODES = {"200", "201", "204", "302", "400", "404", "500", "503"};
    private static final String[] METHODS = {"GET", "POST", "PUT", "GET", "DELETE", "GET", "POST", "GET"};
    private static final String[] SUBJECTS = {
        "http_request_duration_seconds",
        "http_requests",
        "grpc_server_handled",
        "process_resident_memory_bytes",
        "queue_depth",
        "db_query_duration_seconds",
        "cache_hits",
        "go_gc_duration_seconds",
        "worker_tasks",
        "retry_budget"
    };
    private static final String POD_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private final long seed;
    private final int jobs;
    private final int targets;
    private final int[] tableOf;
    private final int[] targetOf;
    private final byte[] variantOf;

    public SeriesCatalog(Workload workload) {
        seed = workload.seed();
        int tables = workload.tables();
        int series = workload.series();
        jobs = Math.min(JOBS, tables);
        tableOf = new int[series];
        targetOf = new int[series];
        variantOf = new byte[series];
        int mostPerTable = (series + tables - 1) / tables;
        int targetsPerJob = (mostPerTable + VARIANTS - 1) / VARIANTS;
        targets = jobs * targetsPerJob;
        int next = 0;
        for (int target = 0; target < targets; target++) {
            int firstOfTarget = target / jobs * VARIANTS;
            for (int table = target % jobs; table < tables; table += jobs) {
                int ofTable = series / tables + (table < series % tables ? 1 : 0);
                for (int variant = 0; variant < Math.min(VARIANTS, ofTable - firstOfTarget); variant++) {
                    tableOf[next] = table;
                    targetOf[next] = target;
                    variantOf[next] = (byte) variant;
                    next++;
                }
            }
        }
    }

    public int size() {
        return tableOf.length;
    }

    /** The scraped process that exposes the series; series of one target share their timestamps. */
    public int target(int series) {
        return targetOf[series];
    }

    public int targets() {
        return targets;
    }

    public int table(int series) {
        return tableOf[series];
    }

    public String metric(int table) {
        String app = APPS[table % jobs].replace('-', '_');
        String subject = SUBJECTS[subject(table)];
        return app + "_" + subject + "_" + table + suffix(table);
    }

    public String help(int table) {
        return "Number " + table + " of what " + APPS[table % jobs] + " tells about itself.";
    }

    /** The name that adx-mon's rules give to the table of {@link #metric}: each letter after '_' is upper case, '_' is dropped. */
    public String tableName(int table) {
        StringBuilder name = new StringBuilder();
        for (String part : metric(table).split("_", -1)) {
            name.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
        }
        return name.toString();
    }

    public boolean isCounter(int table) {
        return !suffix(table).isEmpty();
    }

    /** What a table's samples look like; of ten tables five hold growing integers, three six decimals. */
    ValueKind kind(int table) {
        return switch (subject(table)) {
            case 0, 1, 2, 6, 8 -> ValueKind.COUNTER;
            case 4, 5, 9 -> ValueKind.SIX_DECIMALS;
            case 7 -> ValueKind.FULL_DOUBLE;
            default -> ValueKind.ODD;
        };
    }

    private static int subject(int table) {
        return (table + table / JOBS) % SUBJECTS.length;
    }

    private static String suffix(int table) {
        return switch (subject(table)) {
            case 0 -> "_bucket";
            case 1, 2, 6, 8 -> "_total";
            case 5 -> "_sum";
            default -> "";
        };
    }

    public List<Label> labels(int series) {
        int table = tableOf[series];
        int target = targetOf[series];
        int variant = variantOf[series];
        String app = APPS[table % jobs];
        long random = Mix.of(seed, target);
        List<Label> labels = new ArrayList<>(14);
        labels.add(new Label("__name__", metric(table)));
        labels.add(new Label("cluster", "prod-westeurope-01"));
        if (!suffix(table).equals("_bucket")) {
            labels.add(new Label("code", CODES[variant]));
        }
        labels.add(new Label("container", app));
        labels.add(new Label("endpoint", "http-metrics"));
        labels.add(new Label("id", containerId(random)));
        labels.add(new Label(
                "instance", "10." + (target >>> 16) + "." + ((target >>> 8) & 255) + "." + (target & 255) + ":8080"));
        labels.add(new Label("job", "monitoring/" + app));
        if (suffix(table).equals("_bucket")) {
            labels.add(new Label("le", BOUNDS[variant]));
        } else {
            labels.add(new Label("method", METHODS[variant]));
        }
        labels.add(new Label("namespace", app + "-production"));
        labels.add(new Label(
                "node",
                "aks-workers-31337442-vmss0000" + Long.toString(Mix.below(random, 36 * 36), 36)
                        + ".internal.cloudapp.net"));
        labels.add(new Label("pod", app + "-" + letters(random, 10) + "-" + letters(Mix.of(random), 5)));
        labels.add(new Label("region", "westeurope"));
        labels.add(new Label("service", app));
        return labels;
    }

    private static String containerId(long random) {
        return String.format(Locale.ROOT, "%016x%016x", Mix.of(random, 1), Mix.of(random, 2));
    }

    private static String letters(long random, int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(POD_ALPHABET.charAt(Mix.below(Mix.of(random, i), POD_ALPHABET.length())));
        }
        return letters.toString();
    }
}
