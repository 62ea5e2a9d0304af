package io.adxflow.emulator.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.engine.Timespan;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps and shows policies of tables and of the database. Only that on the tags of extents has an effect. */
final class PolicyCommands implements CommandGroup {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KNOWN = Set.of(
            "retention",
            "caching",
            "ingestionbatching",
            "extent_tags_retention",
            "merge",
            "update",
            "streamingingestion",
            "ingestiontime",
            "sharding",
            "partitioning",
            "roworder",
            "encoding",
            "auto_delete");

    private final Catalog catalog;

    PolicyCommands(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public @Nullable ResultTable run(String database, TokenReader in) throws KustoException, SQLException {
        String verb = in.peek().text().toLowerCase(Locale.ROOT);
        boolean ofTable = in.peekSecond().is("table");
        if (!Set.of("alter", "alter-merge", "show", "delete").contains(verb)
                || !(ofTable || in.peekSecond().is("database"))) {
            return null;
        }
        TokenReader ahead = in.ahead();
        ahead.take();
        ahead.take();
        String entity = ahead.peek().is("policy") ? database : ahead.name();
        if (!ahead.accept("policy")) {
            return null;
        }
        in.goTo(ahead);
        String table = ofTable ? entity : null;
        String home = ofTable ? database : entity;
        String policy = in.name().toLowerCase(Locale.ROOT);
        if (!KNOWN.contains(policy)) {
            throw KustoException.syntax("there is no policy '" + policy + "'");
        }
        JsonNode value;
        if (verb.equals("show")) {
            value = catalog.policies(home, table).get(policy);
        } else if (verb.equals("delete")) {
            value = catalog.putPolicy(home, table, policy, null, false);
        } else {
            value = catalog.putPolicy(home, table, policy, read(policy, in), verb.equals("alter-merge"));
        }
        String type = ofTable ? "Table" : "Database";
        return ResultTable.of(
                List.of("PolicyName", "EntityName", "Policy", "ChildEntities", "EntityType"),
                List.of(ResultTable.row(
                        policyName(policy),
                        ofTable ? "[" + home + "].[" + entity + "]" : "[" + home + "]",
                        value == null ? "null" : value.toString(),
                        "",
                        type)));
    }

    private static String policyName(String policy) {
        return switch (policy) {
            case "retention" -> "RetentionPolicy";
            case "caching" -> "CachingPolicy";
            case "ingestionbatching" -> "IngestionBatchingPolicy";
            case "extent_tags_retention" -> "ExtentTagsRetentionPolicy";
            default -> policy + "Policy";
        };
    }

    /** A JSON text, or the short forms {@code softdelete = 30d} and {@code hot = 7d}. */
    private static JsonNode read(String policy, TokenReader in) throws KustoException {
        if (in.peek().kind() == Token.Kind.STRING) {
            String text = in.string();
            try {
                return check(policy, JSON.readTree(text));
            } catch (JsonProcessingException e) {
                throw KustoException.syntax("the policy is not JSON: " + text);
            }
        }
        ObjectNode json = JSON.createObjectNode();
        while (!in.atEnd()) {
            in.accept(",");
            String name = in.take().text().toLowerCase(Locale.ROOT);
            if (in.peek().is("true") || in.peek().is("false")) {
                return json.put("IsEnabled", Boolean.parseBoolean(name));
            }
            if (name.equals("enable") || name.equals("disable")) {
                return json.put("IsEnabled", name.equals("enable"));
            }
            in.expect("=");
            String value = in.take().text();
            switch (name) {
                case "softdelete" -> json.put("SoftDeletePeriod", timespan(value));
                case "recoverability" -> json.put("Recoverability", value);
                case "hot", "hotdata", "hotindex" -> {
                    json.putObject("DataHotSpan").put("Value", timespan(value));
                    json.putObject("IndexHotSpan").put("Value", timespan(value));
                }
                default -> throw KustoException.syntax("'" + name + "' is no part of the policy '" + policy + "'");
            }
        }
        return json;
    }

    private static JsonNode check(String policy, JsonNode json) throws KustoException {
        if (policy.equals("extent_tags_retention")) {
            for (JsonNode rule : json) {
                if (!rule.hasNonNull("TagPrefix")) {
                    throw new KustoException("BadRequest_InvalidPolicy", "a rule has no TagPrefix: " + rule);
                }
                timespan(rule.path("RetentionPeriod").asText());
            }
        }
        return json;
    }

    private static String timespan(String text) throws KustoException {
        try {
            return Timespan.print(Timespan.parse(text));
        } catch (IllegalArgumentException e) {
            throw KustoException.syntax(String.valueOf(e.getMessage()));
        }
    }
}
