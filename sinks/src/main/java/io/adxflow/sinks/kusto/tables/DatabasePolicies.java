package io.adxflow.sinks.kusto.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commands for the policies of a database. Syntax:
 * <a href="https://learn.microsoft.com/kusto/management/alter-merge-database-retention-policy-command">retention</a>,
 * <a href="https://learn.microsoft.com/kusto/management/alter-database-cache-policy-command">caching</a>,
 * <a href="https://learn.microsoft.com/kusto/management/alter-merge-database-ingestion-batching-policy">ingestionbatching</a>,
 * <a href="https://learn.microsoft.com/kusto/management/alter-extent-tags-retention-policy">extent_tags_retention</a>.
 */
final class DatabasePolicies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INGEST_BY = "ingest-by:";

    private final ProvisioningSettings settings;

    DatabasePolicies(ProvisioningSettings settings) {
        this.settings = settings;
    }

    /** One command for each policy that is set. */
    List<String> commands(String database) {
        String name = KqlText.identifier(database);
        List<String> commands = new ArrayList<>();
        Duration retention = settings.retention();
        if (retention != null) {
            commands.add(
                    ".alter-merge database " + name + " policy retention softdelete = " + KqlText.timespan(retention));
        }
        Duration hotCache = settings.hotCache();
        if (hotCache != null) {
            commands.add(".alter database " + name + " policy caching hot = " + KqlText.timespan(hotCache));
        }
        ProvisioningSettings.Batching batching = settings.batching();
        if (batching != null) {
            commands.add(".alter-merge database " + name + " policy ingestionbatching "
                    + KqlText.singleQuoted(json(batching)));
        }
        return commands;
    }

    /**
     * Has the tags that tell ingested batches dropped when they are no longer needed, for tags that stay slow the merging of extents. The policy is one
     * array for all prefixes, so it is read first and those of others are kept.
     */
    void keepTags(ManagementCommands commands, String database) throws Exception {
        List<Map<String, Object>> rows = commands.run(
                database, ".show database " + KqlText.identifier(database) + " policy extent_tags_retention");
        Object policy = rows.isEmpty() ? null : rows.get(0).get("Policy");
        String wanted = withIngestBy(policy == null ? null : policy.toString());
        if (wanted != null) {
            commands.run(
                    database,
                    ".alter database " + KqlText.identifier(database) + " policy extent_tags_retention "
                            + KqlText.singleQuoted(wanted));
        }
    }

    /** The policy with our period for our prefix; null when it says so already. */
    private @Nullable String withIngestBy(@Nullable String policy) throws JsonProcessingException {
        String period = KqlText.policyTimespan(settings.ingestByRetention());
        ArrayNode wanted = JSON.createArrayNode();
        if (policy != null && !policy.isBlank() && JSON.readTree(policy) instanceof ArrayNode existing) {
            for (JsonNode entry : existing) {
                if (!INGEST_BY.equals(entry.path("TagPrefix").asText())) {
                    wanted.add(entry);
                } else if (period.equals(entry.path("RetentionPeriod").asText())) {
                    return null;
                }
            }
        }
        wanted.addObject().put("TagPrefix", INGEST_BY).put("RetentionPeriod", period);
        return JSON.writeValueAsString(wanted);
    }

    private static String json(ProvisioningSettings.Batching batching) {
        ObjectNode json = JSON.createObjectNode();
        Duration maxTime = batching.maxTime();
        if (maxTime != null) {
            json.put("MaximumBatchingTimeSpan", KqlText.policyTimespan(maxTime));
        }
        if (batching.maxItems() != null) {
            json.put("MaximumNumberOfItems", batching.maxItems());
        }
        if (batching.maxRawMegabytes() != null) {
            json.put("MaximumRawDataSizeMB", batching.maxRawMegabytes());
        }
        return json.toString();
    }
}
