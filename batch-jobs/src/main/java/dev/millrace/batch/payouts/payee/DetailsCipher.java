package dev.millrace.batch.payouts.payee;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256 in GCM. Layout: a byte 1, four bytes that tell the key, twelve bytes of nonce, then
 * cipher text and tag. The practitioner's id is authenticated with it, so that a row copied to
 * somebody else cannot be read there.
 */
public final class DetailsCipher {

    private static final String KEY_SETTING = "batch.payouts.details-key";
    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final byte[] keyId;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param key 32 bytes in Base64
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} when it is not
     */
    public DetailsCipher(Secret key) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(key.reveal().strip());
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length != KEY_BYTES) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    KEY_SETTING + " is not 32 bytes in Base64 (openssl rand -base64 32 makes one)");
        }
        this.key = new SecretKeySpec(bytes, "AES");
        this.keyId = keyId(bytes);
    }

    /** What is to be kept for this practitioner. */
    public byte[] encrypt(UUID practitioner, PayeeDetails details) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce, practitioner)
                            .doFinal(details.toJson().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(1 + KEY_ID_BYTES + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(keyId)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available", e);
        }
    }

    /**
     * What was kept.
     *
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} under another key, {@link
     *     ErrorKind#RECORD_MALFORMED} when the bytes are not what {@link #encrypt} made
     */
    public PayeeDetails decrypt(UUID practitioner, byte[] kept) {
        int head = 1 + KEY_ID_BYTES + NONCE_BYTES;
        if (kept.length <= head || kept[0] != VERSION) {
            throw damaged(practitioner, null);
        }
        if (!Arrays.equals(kept, 1, 1 + KEY_ID_BYTES, keyId, 0, KEY_ID_BYTES)) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "the payout details of practitioner %s were encrypted under another key than %s"
                            .formatted(practitioner, KEY_SETTING));
        }
        byte[] nonce = Arrays.copyOfRange(kept, 1 + KEY_ID_BYTES, head);
        try {
            byte[] text =
                    cipher(Cipher.DECRYPT_MODE, nonce, practitioner)
                            .doFinal(kept, head, kept.length - head);
            return PayeeDetails.fromJson(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw damaged(practitioner, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, UUID practitioner)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(practitioner.toString().getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private static byte[] keyId(byte[] key) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key), KEY_ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }

    private static PipelineException damaged(
            UUID practitioner, @org.jspecify.annotations.Nullable Exception cause) {
        String message =
                "the payout details of practitioner " + practitioner + " cannot be decrypted";
        return cause == null
                ? new PipelineException(ErrorKind.RECORD_MALFORMED, message)
                : new PipelineException(ErrorKind.RECORD_MALFORMED, message, cause);
    }
}
