package io.adxflow.sources.watch;

/** Takes apart how senders are named in messages: {@code /192.0.2.1:4711 agent/1}, {@code /[2001:db8::1]:4711 agent/1}. */
public final class SenderText {
    private SenderText() {}

    /** The address without its port, which changes with each connection, and without a slash before it. */
    public static String host(String sender) {
        int blank = sender.indexOf(' ');
        String address = blank < 0 ? sender : sender.substring(0, blank);
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        int slash = host.indexOf('/');
        return slash < 0 ? host : host.substring(slash + 1);
    }

    /** The user agent, empty without one. */
    public static String agent(String sender) {
        int blank = sender.indexOf(' ');
        return blank < 0 ? "" : sender.substring(blank + 1);
    }
}
