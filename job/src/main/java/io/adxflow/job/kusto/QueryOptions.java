package io.adxflow.job.kusto;

import io.adxflow.sources.auth.Authentication;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of Kusto's query protocol. */
public final class QueryOptions {
    public static final ConfigOption<String> LISTEN = ConfigOptions.key("query.http")
            .stringType()
            .defaultValue("127.0.0.1:9203")
            .withDescription(
                    "HOST:PORT where ./adxflow run answers Kusto's clients, over what it has committed to its folder."
                            + " off for none. On a cluster, where it is off unless set,"
                            + " metrics.reporter.adxflow.query.http in the Flink configuration is the address, and the"
                            + " options below stand there as well.");

    public static final ConfigOption<String> MONIKER = ConfigOptions.key("query.moniker")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "On a cluster, the moniker of kind directory whose tables are queried; needed where there are"
                            + " several.");

    public static final ConfigOption<MemorySize> MEMORY = ConfigOptions.key("query.memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1024))
            .withDescription(
                    "Memory, outside the heap, that all queries of clients may take together. One that needs more fails.");

    public static final ConfigOption<Integer> MAX_CONCURRENT = ConfigOptions.key("query.max-concurrent")
            .intType()
            .defaultValue(4)
            .withDescription("Queries of clients that run at once. Sixteen more wait; others are answered with 503.");

    public static final ConfigOption<Duration> TIMEOUT = ConfigOptions.key("query.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(4))
            .withDescription(
                    "Time that a query of a client may take, unless it asks for another (servertimeout), at most 1 h.");

    public static final ConfigOption<Authentication> AUTHENTICATION = ConfigOptions.key("query.authentication")
            .enumType(Authentication.class)
            .defaultValue(Authentication.NONE)
            .withDescription(
                    "Whether query.http is for senders with senders.<name>.control alone: none, observe (others are counted"
                            + " and logged), require.");

    private QueryOptions() {}
}
