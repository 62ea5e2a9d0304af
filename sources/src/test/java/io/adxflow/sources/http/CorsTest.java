package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CorsTest {
    private static final String PAGE = "Host: x\r\nOrigin: https://shop.example\r\n";
    private static final String PREFLIGHT = PAGE + "Access-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: content-type,content-encoding,x-team\r\n\r\n";
    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ServerFixture("ingest.cors-origins", "https://shop.example");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aPageThatIsAllowedMayAskSendAndSeeTheAnswer() throws Exception {
        try (RawSender browser = fixture.sender()) {
            RawSender.Response asked =
                    browser.send("OPTIONS /v1/traces HTTP/1.1\r\n" + PREFLIGHT).read();
            assertThat(asked.status()).isEqualTo(204);
            assertThat(asked.headers())
                    .containsEntry("access-control-allow-origin", "https://shop.example")
                    .containsEntry("access-control-allow-methods", "POST")
                    .containsEntry("access-control-allow-headers", "content-type,content-encoding,x-team")
                    .containsEntry("vary", "origin");
            assertThat(fixture.refusals).isEmpty();

            browser.send("POST /v1/traces HTTP/1.1\r\n" + PAGE
                    + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
            fixture.serve(200);
            RawSender.Response answered = browser.read();
            assertThat(answered.status()).isEqualTo(200);
            assertThat(answered.headers())
                    .containsEntry("access-control-allow-origin", "https://shop.example")
                    .containsEntry("access-control-expose-headers", "retry-after");

            assertThat(browser.send("POST /nowhere HTTP/1.1\r\n" + PAGE + "Content-Length: 0\r\n\r\n")
                            .read()
                            .headers())
                    .containsEntry("access-control-allow-origin", "https://shop.example");
        }
    }

    @Test
    void otherPagesMayNeitherAskNorSend() throws Exception {
        try (RawSender browser = fixture.sender()) {
            String other = PREFLIGHT.replace("shop", "evil");
            RawSender.Response asked =
                    browser.send("OPTIONS /v1/traces HTTP/1.1\r\n" + other).read();
            assertThat(asked.status()).isEqualTo(403);
            assertThat(asked.headers()).doesNotContainKey("access-control-allow-origin");

            RawSender.Response sent = browser.send(
                            "POST /receive HTTP/1.1\r\nHost: x\r\nOrigin: null\r\nContent-Length: 1\r\n\r\nx")
                    .read();
            assertThat(sent.status()).isEqualTo(403);
            assertThat(sent.body()).contains("ingest.cors-origins");
            assertThat(fixture.refusals).containsExactly(Refusal.ORIGIN, Refusal.ORIGIN);
        }
    }

    @Test
    void sendersWithoutAPageAreToldNothingOfIt() throws Exception {
        try (RawSender sender = fixture.sender()) {
            sender.send(RawSender.post("/receive", "x"));
            fixture.serve(204);
            assertThat(sender.read().headers()).doesNotContainKeys("access-control-allow-origin", "vary");
            assertThat(sender.send("OPTIONS /receive HTTP/1.1\r\nHost: x\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(405);
        }
    }
}
