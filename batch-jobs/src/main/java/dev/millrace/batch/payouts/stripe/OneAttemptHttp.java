package dev.millrace.batch.payouts.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpClient;
import com.stripe.net.HttpContent;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Makes each request once. The client's own way goes through {@code HttpURLConnection}, which makes
 * a POST again by itself when the connection breaks; what became of the first is to be asked for
 * before.
 */
final class OneAttemptHttp extends HttpClient {

    private final java.net.http.HttpClient http;
    private final Duration timeout;

    OneAttemptHttp(Duration timeout) {
        this.timeout = timeout;
        this.http =
                java.net.http.HttpClient.newBuilder()
                        .version(java.net.http.HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout)
                        .build();
    }

    @Override
    public StripeResponse request(StripeRequest request) throws ApiConnectionException {
        try {
            HttpResponse<String> response =
                    http.send(of(request), HttpResponse.BodyHandlers.ofString());
            return new StripeResponse(
                    response.statusCode(),
                    com.stripe.net.HttpHeaders.of(response.headers().map()),
                    response.body());
        } catch (IOException e) {
            throw new ApiConnectionException("the request to Stripe ended with " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiConnectionException("the request to Stripe was interrupted", e);
        }
    }

    private HttpRequest of(StripeRequest request) {
        HttpContent content = request.content();
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(request.url().toString()))
                        .timeout(timeout)
                        .method(
                                request.method().name(),
                                content == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(
                                                content.byteArrayContent()))
                        .setHeader("User-Agent", buildUserAgentString(request))
                        .setHeader(
                                "X-Stripe-Client-User-Agent", buildXStripeClientUserAgentString());
        request.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> builder.setHeader(name, value)));
        if (content != null) {
            builder.setHeader("Content-Type", content.contentType());
        }
        return builder.build();
    }
}
