package io.adxflow.sdk.contract;

import io.adxflow.sdk.agents.AgentFormat;
import io.adxflow.sdk.agents.Grant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the job relies on of a configuration's format: that every grant has one, and that it leads where the grant says. */
public final class AgentFormatContract {
    private static final String TOKEN = "token-of-the-contract";
    private static final String FILE = "/var/run/token-of-the-contract.txt";

    private final AgentFormat format;

    private AgentFormatContract(AgentFormat format) {
        this.format = format;
    }

    /** All promises. */
    public static List<Promise> of(AgentFormat format) {
        AgentFormatContract contract = new AgentFormatContract(format);
        return List.of(
                new Promise("it has a name that requests can have, and a media type", contract::name),
                new Promise("it makes something of every grant, and the same each time", contract::everyGrant),
                new Promise(
                        "it names the host of the grant, and shows its token or the token's file", contract::leads));
    }

    private static Grant grant(String base, String grpc, Map<String, String> labels, Set<String> signals) {
        return new Grant(
                "agent-1",
                "team-a",
                signals,
                base + "/n/team-a/api/v1/write",
                base + "/n/team-a",
                grpc.isEmpty() ? null : grpc,
                labels,
                TOKEN,
                1_767_225_600L,
                3_600,
                1_000_000);
    }

    private static List<Grant> grants() {
        Map<String, String> hard = Map.of("plain", "value", "quoted", "a \"b\" 'c' \\ {d}", "lines", "a\nb: c # d");
        return List.of(
                grant("http://127.0.0.1:9201", "", Map.of(), Set.of("metrics")),
                grant("https://ingest.example.com", "https://ingest.example.com:4317", hard, Set.of("logs", "traces")),
                grant("http://[2001:db8::1]:80", "", Map.of(), Set.of()));
    }

    private void name() {
        Expect.that(format.name().matches("[a-z0-9][a-z0-9-]{0,31}"), "name: " + format.name());
        Expect.that(format.contentType().matches("[\\x20-\\x7e]+/[\\x20-\\x7e]+"), "type: " + format.contentType());
    }

    private void everyGrant() {
        for (Grant grant : grants()) {
            for (String file : List.of("", FILE)) {
                String made = format.render(grant, file);
                Expect.that(made != null && !made.isBlank(), "nothing for " + grant);
                Expect.equal(format.render(grant, file), made, "the second time");
            }
        }
    }

    private void leads() {
        Grant grant = grants().get(1);
        Expect.that(format.render(grant, "").contains("ingest.example.com"), "the host is missing");
        Expect.that(format.render(grant, "").contains(TOKEN), "the token is missing");
        String withFile = format.render(grant, FILE);
        Expect.that(withFile.contains(TOKEN), "neither the token nor its file is there");
    }
}
