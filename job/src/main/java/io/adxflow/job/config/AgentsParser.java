package io.adxflow.job.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.adxflow.job.config.AgentsSpec.AgentRules;
import io.adxflow.job.config.AgentsSpec.TemplateValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes an {@link AgentsSpec} of the settings under {@code agents.<namespace>} and {@code namespaces.*}. */
final class AgentsParser {
    static final String SECTION = "agents";
    private static final List<String> FIELDS = List.of("revoked", "collector");
    private static final Pattern AGENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}");
    private static final String EXAMPLE = "example";
    private static final YAMLMapper YAML = new YAMLMapper();

    private final SettingLayers layers;
    private final List<ConfigProblem> problems;

    AgentsParser(SettingLayers layers, List<ConfigProblem> problems) {
        this.layers = layers;
        this.problems = problems;
    }

    /** @param namespaces those there are */
    AgentsSpec parse(Set<String> namespaces) {
        Map<String, AgentRules> rules = new TreeMap<>();
        for (String namespace : new TreeSet<>(layers.names(SECTION))) {
            rules.put(namespace, rules(namespace, namespaces));
        }
        Map<String, TemplateValue> template = new TreeMap<>();
        String prefix = templatePrefix();
        layers.under(prefix)
                .forEach((key, setting) -> template.put(
                        key.substring(prefix.length()), new TemplateValue(setting.values(), setting.isList())));
        return rules.isEmpty() && template.isEmpty() ? AgentsSpec.NONE : new AgentsSpec(rules, template);
    }

    private static String templatePrefix() {
        return "namespaces." + AgentsSpec.TEMPLATE_NAME + ".";
    }

    private AgentRules rules(String namespace, Set<String> namespaces) {
        String prefix = SECTION + "." + namespace + ".";
        Set<String> revoked = new TreeSet<>();
        String collector = "";
        for (Setting setting : layers.under(prefix).values()) {
            String field = setting.key().substring(prefix.length());
            if (!namespaces.contains(namespace)) {
                problem(
                        setting,
                        setting.key() + ": there is no namespace '" + namespace + "'"
                                + Nearest.hint(namespace, namespaces));
            } else if (field.equals("revoked")) {
                setting.parts().forEach(agent -> revoked.add(agent(setting, agent)));
            } else if (field.equals("collector")) {
                collector = collector(setting);
            } else {
                problem(
                        setting,
                        "unknown key " + setting.key() + Nearest.hint(field, FIELDS) + " (known: "
                                + String.join(", ", FIELDS) + ")");
            }
        }
        return new AgentRules(Set.copyOf(revoked), collector);
    }

    private String agent(Setting setting, String agent) {
        if (!AGENT.matcher(agent).matches()) {
            problem(
                    setting,
                    setting.key() + ": '" + agent
                            + "' is not an agent's name (expected: 1 to 128 letters, digits and . _ : @ -)");
        }
        return agent;
    }

    private String collector(Setting setting) {
        String text = setting.values().isEmpty() ? "" : setting.values().get(0);
        try {
            JsonNode tree = YAML.readTree(text);
            if (!tree.isObject()) {
                problem(
                        setting,
                        setting.key() + ": not a map of keys (expected: the YAML of a Collector, as one text)");
            } else if (!tree.path("service").path("pipelines").isObject()) {
                problem(setting, setting.key() + ": has no service.pipelines, so that nothing would be sent");
            }
        } catch (JsonProcessingException e) {
            problem(
                    setting,
                    setting.key() + ": not valid YAML: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        return text;
    }

    /**
     * Reads the template as a namespace of some name, to tell what is wrong with it.
     *
     * @param subscribed whether a subscription takes from every namespace
     * @return null when there is none
     */
    static @Nullable NamespaceParser template(SettingLayers layers, boolean subscribed, List<ConfigProblem> problems) {
        String prefix = templatePrefix();
        if (layers.under(prefix).isEmpty()) {
            return null;
        }
        List<Setting> named = new ArrayList<>();
        layers.under(prefix).forEach((key, setting) -> {
            TemplateValue value = new TemplateValue(setting.values(), setting.isList()).named(EXAMPLE);
            named.add(new Setting(
                    "namespaces." + EXAMPLE + "." + key.substring(prefix.length()),
                    value.values(),
                    value.isList(),
                    setting.origin()));
        });
        SettingLayers alone = new SettingLayers();
        alone.lay(named);
        return new NamespaceParser(EXAMPLE, alone, subscribed, problems);
    }

    /** A problem of the template, in its own words. */
    static ConfigProblem ofTemplate(ConfigProblem problem) {
        return new ConfigProblem(
                problem.origin(),
                problem.message()
                        .replace("namespaces." + EXAMPLE + ".", templatePrefix())
                        .replace("namespace " + EXAMPLE + " ", "namespace " + AgentsSpec.TEMPLATE_NAME + " "));
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), message));
    }
}
