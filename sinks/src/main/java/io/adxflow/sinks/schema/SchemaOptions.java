package io.adxflow.sinks.schema;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options of tables' versions. */
public final class SchemaOptions {
    public static final ConfigOption<List<String>> PUBLISH_AT = ConfigOptions.key("schemas.publish-at")
            .stringType()
            .asList()
            .defaultValues("kusto")
            .withDescription("Kinds of monikers that get a row in AdxflowSchemas, in the table's own database, for each"
                    + " version of a table that they have batches of. [] for none.");

    private SchemaOptions() {}
}
