package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The alerts fire when they should and are silent when they should, over invented series and by Prometheus' own engine. */
class AlertRulesTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern DURATION = Pattern.compile("(\\d+)(s|m|h|d)");

    private final Map<String, JsonNode> rules = new HashMap<>();
    private final JsonNode tests;

    AlertRulesTest() throws IOException {
        Kustomization.documents(ROOT.resolve("k8s/components/monitoring/rules.yaml"))
                .get(0)
                .at("/spec/groups/0/rules")
                .forEach(rule -> rules.put(rule.path("alert").asText(), rule));
        try (InputStream in = AlertRulesTest.class.getResourceAsStream("alerts-test.yaml")) {
            tests = new YAMLMapper().readTree(in).path("tests");
        }
    }

    @Test
    void everyAlertIsTestedFiringAndSilent() {
        Set<String> firing = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        for (JsonNode test : tests) {
            for (JsonNode expected : test.path("alert_rule_test")) {
                (expected.path("exp_alerts").isEmpty() ? silent : firing)
                        .add(expected.path("alertname").asText());
            }
        }
        assertThat(firing).containsExactlyInAnyOrderElementsOf(rules.keySet());
        assertThat(silent).hasSizeGreaterThan(rules.size() / 2).isSubsetOf(rules.keySet());
    }

    @Test
    void alertsFireWhenTheyShould() throws Exception {
        PromqlEngine engine = PromqlEngine.find(ROOT.resolve("k8s"));
        Assumptions.assumeTrue(
                engine != null, "neither Prometheus' engine is here, nor Go and its modules to build it");
        for (JsonNode test : tests) {
            ObjectNode request = JSON.createObjectNode();
            request.set("interval", test.path("interval"));
            request.set("series", test.path("input_series"));
            ArrayNode queries = request.putArray("queries");
            for (JsonNode expected : test.path("alert_rule_test")) {
                queries.addObject()
                        .put("expr", rule(expected).path("expr").asText())
                        .put("until", expected.path("eval_time").asText());
            }
            JsonNode answer = engine.ask(request);
            for (int i = 0; i < queries.size(); i++) {
                JsonNode expected = test.path("alert_rule_test").get(i);
                assertThat(firing(rule(expected), answer.path("queries").get(i), seconds(test.path("interval"))))
                        .as("%s: %s at %s", test.path("name"), expected.path("alertname"), expected.path("eval_time"))
                        .isEqualTo(expected(expected));
            }
        }
    }

    private JsonNode rule(JsonNode expected) {
        JsonNode rule = rules.get(expected.path("alertname").asText());
        assertThat(rule).as(expected.path("alertname").asText()).isNotNull();
        return rule;
    }

    private static Set<Map<String, String>> expected(JsonNode expected) {
        Set<Map<String, String>> alerts = new HashSet<>();
        for (JsonNode alert : expected.path("exp_alerts")) {
            Map<String, String> labels = new TreeMap<>();
            alert.path("exp_labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            alerts.add(labels);
        }
        return alerts;
    }

    /** Those that the expression has had at every step for as long as the rule's {@code for} says. */
    private static Set<Map<String, String>> firing(JsonNode rule, JsonNode steps, long stepSeconds) {
        long needed = rule.has("for") ? (seconds(rule.path("for")) + stepSeconds - 1) / stepSeconds : 0;
        Map<Map<String, String>, Integer> since = new HashMap<>();
        for (int step = 0; step < steps.size(); step++) {
            Map<Map<String, String>, Integer> now = new HashMap<>();
            for (JsonNode sample : steps.get(step)) {
                Map<String, String> labels = new TreeMap<>();
                sample.path("labels")
                        .properties()
                        .forEach(label ->
                                labels.put(label.getKey(), label.getValue().asText()));
                rule.path("labels")
                        .properties()
                        .forEach(label ->
                                labels.put(label.getKey(), label.getValue().asText()));
                now.put(labels, since.getOrDefault(labels, step));
            }
            since = now;
        }
        int last = steps.size() - 1;
        Set<Map<String, String>> firing = new HashSet<>();
        since.forEach((labels, from) -> {
            if (last - from >= needed) {
                firing.add(labels);
            }
        });
        return firing;
    }

    private static long seconds(JsonNode duration) {
        Matcher matcher = DURATION.matcher(duration.asText());
        assertThat(matcher.matches()).as(duration.asText()).isTrue();
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> number;
            case "m" -> number * 60;
            case "h" -> number * 3_600;
            default -> number * 86_400;
        };
    }
}
