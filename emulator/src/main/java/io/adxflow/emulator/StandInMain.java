package io.adxflow.emulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stand-in and its Azurite as a process of their own, for tests that kill things:
 * {@code StandInMain --folder DIR [--port N] [--control-port N] [--seal-after-ms N] [--unseen-ms N] [--databases a,b]}.
 *
 * <p>Prints {@code kusto URL}, {@code control URL} and {@code ready} when it takes requests. Ends, in good order, when its
 * standard input closes; then the exit code is 0. A wrong option ends it with 2.
 */
public final class StandInMain {
    private StandInMain() {}

    /** Runs until standard input closes. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                usage("what is " + arguments[i] + "?");
            }
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        String folder = options.remove("folder");
        int port = Integer.parseInt(options.getOrDefault("port", "0"));
        int controlPort = Integer.parseInt(options.getOrDefault("control-port", "0"));
        if (folder == null) {
            usage("--folder is missing");
            return;
        }
        try (LocalCluster cluster = LocalCluster.start(Path.of(folder), port, builder -> settings(builder, options));
                ControlServer control = new ControlServer(controlPort, cluster.standIn())) {
            System.out.println("kusto " + cluster.standIn().endpoint());
            System.out.println("control " + control.endpoint());
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Nothing is expected but the end.
            }
        }
    }

    private static KustoStandIn.Builder settings(KustoStandIn.Builder builder, Map<String, String> options) {
        if (options.containsKey("seal-after-ms")) {
            builder.sealAfter(Duration.ofMillis(Long.parseLong(options.getOrDefault("seal-after-ms", "0"))));
        }
        if (options.containsKey("unseen-ms")) {
            builder.unseen(Duration.ofMillis(Long.parseLong(options.getOrDefault("unseen-ms", "0"))));
        }
        if (options.containsKey("databases")) {
            builder.databases(options.getOrDefault("databases", "").split(","));
        }
        return builder;
    }

    private static void usage(String problem) {
        System.err.println(problem + "\nusage: --folder DIR [--port N] [--control-port N] [--seal-after-ms N]"
                + " [--unseen-ms N] [--databases a,b]");
        System.exit(2);
    }
}
