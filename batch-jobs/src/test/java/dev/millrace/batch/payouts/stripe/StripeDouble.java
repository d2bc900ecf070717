package dev.millrace.batch.payouts.stripe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of Stripe that the tests need, on loopback, with faults that a test queues. */
final class StripeDouble implements AutoCloseable {

    /** What goes wrong with one request to pay. */
    enum Fault {
        NONE,
        /** Pays, and never replies. */
        TIME_OUT_AFTER_PAYING,
        /** Pays, and cuts the connection. */
        DROP_REPLY,
        /** Cuts the connection without having paid. */
        DROP_REQUEST,
        /** Fails without having paid. */
        ERROR,
        /** Never replies, and pays only two requests later; the key is locked until then. */
        PAY_LATE,
        /** Has forgotten every key. */
        FORGET_KEYS,
        /** Has no money. */
        REFUSE
    }

    /** A transfer that it holds. */
    static final class Paid {
        final String id;
        final String group;
        final long amount;
        final String currency;
        final String destination;
        long reversed;

        Paid(String id, Map<String, String> form) {
            this.id = id;
            this.group = form.getOrDefault("transfer_group", "");
            this.amount = Long.parseLong(form.getOrDefault("amount", "0"));
            this.currency = form.getOrDefault("currency", "");
            this.destination = form.getOrDefault("destination", "");
        }

        String json() {
            return """
            {"id": "%s", "object": "transfer", "amount": %d, "amount_reversed": %d,
             "currency": "%s", "destination": "%s", "transfer_group": "%s", "reversed": %b}
            """
                    .formatted(
                            id, amount, reversed, currency, destination, group, reversed >= amount);
        }
    }

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final Map<String, Paid> byKey = new HashMap<>();
    private final Set<String> usedKeys = new HashSet<>();
    private final List<Paid> paid = new ArrayList<>();
    private final Map<String, Late> late = new HashMap<>();

    private record Late(Map<String, String> form, int[] requestsLeft) {}

    StripeDouble() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/transfers", this::serve);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next requests to pay meet these, in turn. */
    synchronized void queue(Fault... next) {
        faults.addAll(Arrays.asList(next));
    }

    synchronized List<Paid> paid() {
        return List.copyOf(paid);
    }

    /** Every key that was ever used. */
    synchronized Set<String> usedKeys() {
        return Set.copyOf(usedKeys);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("GET")) {
                reply(exchange, 200, listed(form(exchange.getRequestURI().getRawQuery())));
                return;
            }
            pay(
                    exchange,
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    form(new String(body, StandardCharsets.UTF_8)));
        }
    }

    private synchronized String listed(Map<String, String> query) {
        passTime();
        return "{\"object\": \"list\", \"has_more\": false, \"url\": \"/v1/transfers\", \"data\": [%s]}"
                .formatted(
                        paid.stream()
                                .filter(p -> p.group.equals(query.get("transfer_group")))
                                .map(Paid::json)
                                .collect(Collectors.joining(",")));
    }

    private void pay(HttpExchange exchange, String key, Map<String, String> form)
            throws IOException {
        Fault fault;
        @Nullable Paid result;
        synchronized (this) {
            passTime();
            usedKeys.add(key);
            fault = faults.isEmpty() ? Fault.NONE : faults.remove();
            if (fault == Fault.FORGET_KEYS) {
                byKey.clear();
            }
            if (late.containsKey(key)) {
                fault = Fault.ERROR;
            }
            result =
                    switch (fault) {
                        case NONE, TIME_OUT_AFTER_PAYING, DROP_REPLY, FORGET_KEYS ->
                                byKey.computeIfAbsent(key, k -> added(form));
                        case DROP_REQUEST, ERROR, REFUSE -> null;
                        case PAY_LATE -> {
                            if (!byKey.containsKey(key)) {
                                late.put(key, new Late(form, new int[] {2}));
                            }
                            yield null;
                        }
                    };
        }
        switch (fault) {
            case NONE, FORGET_KEYS -> reply(exchange, 200, Objects.requireNonNull(result).json());
            case TIME_OUT_AFTER_PAYING, PAY_LATE -> awaitClose();
            case DROP_REPLY, DROP_REQUEST -> {
                // Closing the exchange without a reply cuts the connection.
            }
            case ERROR -> reply(exchange, 500, error("api_error", ""));
            case REFUSE ->
                    reply(exchange, 400, error("invalid_request_error", "balance_insufficient"));
        }
    }

    /** What pays late comes nearer with each request. */
    private void passTime() {
        late.entrySet()
                .removeIf(entry -> {
                    if (--entry.getValue().requestsLeft()[0] > 0) {
                        return false;
                    }
                    byKey.computeIfAbsent(entry.getKey(), k -> added(entry.getValue().form()));
                    return true;
                });
    }

    private Paid added(Map<String, String> form) {
        Paid one = new Paid("tr_" + (paid.size() + 1), form);
        paid.add(one);
        return one;
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String error(String type, String code) {
        return "{\"error\": {\"type\": \"%s\", \"code\": \"%s\", \"message\": \"no\"}}"
                .formatted(type, code);
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> form(String text) {
        return Arrays.stream(text.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(
                        Collectors.toMap(
                                pair -> URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                                pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
