package io.adxflow.sinks.kafka;

import java.io.IOException;

/** A Kafka broker that formats its folder and ends when its standard input does. Argument: its properties file. */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {}
                    } catch (IOException e) {
                        // Over as well.
                    }
                    Runtime.getRuntime().halt(0);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
        int formatted = kafka.tools.StorageTool.execute(
                new String[] {
                    "format",
                    "--standalone",
                    "--ignore-formatted",
                    "--cluster-id",
                    "4L6g3nShT-eMCtK--X86sw",
                    "--config",
                    args[0]
                },
                System.out);
        if (formatted != 0) {
            System.exit(formatted);
        }
        kafka.Kafka.main(args);
    }
}
