package io.adxflow.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in as a process of its own. */
class StandInMainITCase {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private final Map<String, String> said = new HashMap<>();

    private Process start() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dadxflow.root=" + System.getProperty("adxflow.root", ".."),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StandInMain.class.getName(),
                        "--folder",
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null && !line.equals("ready"); line = lines.readLine()) {
            String[] words = line.split(" ", 2);
            said.put(words[0], words[words.length - 1]);
        }
        return process;
    }

    private HttpResponse<String> command(String command) throws Exception {
        return post(said.get("kusto") + "/v1/rest/mgmt", "{\"db\":\"db\",\"csl\":\"" + command + "\"}");
    }

    private static HttpResponse<String> post(String url, String json) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void endsWithItsInputAndGoesOnWhereItWasAfterAKill() throws Exception {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
        Process first = start();
        try {
            assertThat(command(".create-merge table T (a:string)").statusCode()).isEqualTo(200);
            List<ProcessHandle> children = first.descendants().toList();
            assertThat(children).isNotEmpty();
            first.destroyForcibly().waitFor();
            // Azurite ends with it, or the next one could not have its ports.
            for (ProcessHandle child : children) {
                child.onExit().get(5, TimeUnit.MINUTES);
            }
        } finally {
            first.destroyForcibly();
        }
        String endpoint = said.get("kusto");
        Process second = start();
        try {
            assertThat(said.get("kusto")).isEqualTo(endpoint);
            assertThat(command(".show table T cslschema").body()).contains("a:string");
            assertThat(post(
                                    said.get("control"),
                                    "{\"do\":\"answer\",\"pattern\":\"version\",\"status\":429,\"times\":1}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(command(".show version").statusCode()).isEqualTo(429);
            assertThat(command(".show version").statusCode()).isEqualTo(200);
            second.getOutputStream().close();
            assertThat(second.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(second.exitValue()).isZero();
        } finally {
            second.destroyForcibly();
        }
    }
}
