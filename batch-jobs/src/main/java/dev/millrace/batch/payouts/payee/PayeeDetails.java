package dev.millrace.batch.payouts.payee;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who gets the money, and where.
 *
 * @param name as the bank knows the holder of the account, 1 to 140 characters
 * @param bank account for transfers by a bank
 * @param stripeAccount connected account at Stripe
 */
public record PayeeDetails(
        String name, Optional<BankAccount> bank, Optional<String> stripeAccount) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIELDS =
            Set.of("name", "account", "bic", "clearing", "stripe_account");

    public PayeeDetails {
        name = name.strip();
        if (name.isEmpty() || name.length() > 140) {
            throw new IllegalArgumentException("the name has not between 1 and 140 characters");
        }
        if (bank.isEmpty() && stripeAccount.isEmpty()) {
            throw new IllegalArgumentException("neither account nor stripe_account is given");
        }
    }

    /**
     * From {@code {"name": ..., "account": ..., "bic": ..., "clearing": ..., "stripe_account":
     * ...}}.
     *
     * @throws IllegalArgumentException naming what does not fit, without its value
     */
    public static PayeeDetails fromJson(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // Neither its message nor itself: both quote what was read.
            throw new IllegalArgumentException("the details are no JSON");
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("the details are no JSON object");
        }
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown field %s, expected some of %s"
                            .formatted(unknown.iterator().next(), new TreeSet<>(FIELDS)));
        }
        return new PayeeDetails(
                text(json, "name").orElse(""),
                text(json, "account")
                        .map(number ->
                                new BankAccount(number, text(json, "bic"), text(json, "clearing"))),
                text(json, "stripe_account"));
    }

    /** What {@link #fromJson} reads. */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode().put("name", name);
        bank.ifPresent(account -> {
            json.put("account", account.number());
            account.bic().ifPresent(bic -> json.put("bic", bic));
            account.clearing().ifPresent(clearing -> json.put("clearing", clearing));
        });
        stripeAccount.ifPresent(account -> json.put("stripe_account", account));
        return json.toString();
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.ofNullable(json.get(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    /** Says which there are, not what they are: this belongs in no log. */
    @Override
    public String toString() {
        return "PayeeDetails[" + bank.map(Object::toString).orElse("a Stripe account") + "]";
    }
}
