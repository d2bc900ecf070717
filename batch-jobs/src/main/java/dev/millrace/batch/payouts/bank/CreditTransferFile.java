package dev.millrace.batch.payouts.bank;

import com.prowidesoftware.swift.model.mx.MxPain00100109;
import com.prowidesoftware.swift.model.mx.MxWriteConfiguration;
import com.prowidesoftware.swift.model.mx.dic.AccountIdentification4Choice;
import com.prowidesoftware.swift.model.mx.dic.ActiveOrHistoricCurrencyAndAmount;
import com.prowidesoftware.swift.model.mx.dic.AmountType4Choice;
import com.prowidesoftware.swift.model.mx.dic.BranchAndFinancialInstitutionIdentification6;
import com.prowidesoftware.swift.model.mx.dic.CashAccount38;
import com.prowidesoftware.swift.model.mx.dic.ClearingSystemIdentification2Choice;
import com.prowidesoftware.swift.model.mx.dic.ClearingSystemMemberIdentification2;
import com.prowidesoftware.swift.model.mx.dic.CreditTransferTransaction34;
import com.prowidesoftware.swift.model.mx.dic.CustomerCreditTransferInitiationV09;
import com.prowidesoftware.swift.model.mx.dic.DateAndDateTime2Choice;
import com.prowidesoftware.swift.model.mx.dic.FinancialInstitutionIdentification18;
import com.prowidesoftware.swift.model.mx.dic.GenericAccountIdentification1;
import com.prowidesoftware.swift.model.mx.dic.GenericFinancialIdentification1;
import com.prowidesoftware.swift.model.mx.dic.GroupHeader85;
import com.prowidesoftware.swift.model.mx.dic.PartyIdentification135;
import com.prowidesoftware.swift.model.mx.dic.PaymentIdentification6;
import com.prowidesoftware.swift.model.mx.dic.PaymentInstruction30;
import com.prowidesoftware.swift.model.mx.dic.PaymentMethod3Code;
import com.prowidesoftware.swift.model.mx.dic.RemittanceInformation16;
import dev.millrace.batch.payouts.MinorUnits;
import dev.millrace.batch.payouts.payee.BankAccount;
import dev.millrace.batch.payouts.payee.PayeeDetails;
import dev.millrace.batch.payouts.sending.Transfer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** A message pain.001.001.09: transfers of one currency from one account. */
final class CreditTransferFile {

    /** What stands for the debtor's bank when its BIC is not known, by the rules of SEPA. */
    private static final String NOT_PROVIDED = "NOTPROVIDED";

    private CreditTransferFile() {}

    /** One transfer and who gets it; the details have a bank account. */
    record Line(Transfer transfer, PayeeDetails payee) {}

    /**
     * The bytes, the same whenever they are asked for.
     *
     * @param id of the message; durable
     * @param made when the id was made
     * @throws IllegalArgumentException when a line has no bank account, or the currency has no
     *     minor unit in ISO 4217
     */
    static byte[] of(UUID id, OffsetDateTime made, LocalDate day, Debtor debtor, List<Line> lines) {
        String reference = Transfer.reference(id);
        String count = Integer.toString(lines.size());
        BigDecimal sum =
                lines.stream()
                        .map(line -> amount(line.transfer()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        PaymentInstruction30 payment =
                new PaymentInstruction30()
                        .setPmtInfId(reference)
                        .setPmtMtd(PaymentMethod3Code.TRF)
                        .setNbOfTxs(count)
                        .setCtrlSum(sum)
                        .setReqdExctnDt(new DateAndDateTime2Choice().setDt(day))
                        .setDbtr(party(debtor.name()))
                        .setDbtrAcct(account(debtor.account()))
                        .setDbtrAgt(debtorBank(debtor.account()));
        lines.forEach(line -> payment.addCdtTrfTxInf(transaction(line)));
        MxPain00100109 message =
                new MxPain00100109()
                        .setCstmrCdtTrfInitn(
                                new CustomerCreditTransferInitiationV09()
                                        .setGrpHdr(
                                                new GroupHeader85()
                                                        .setMsgId(reference)
                                                        .setCreDtTm(inWholeSeconds(made))
                                                        .setNbOfTxs(count)
                                                        .setCtrlSum(sum)
                                                        .setInitgPty(party(debtor.name())))
                                        .addPmtInf(payment));
        MxWriteConfiguration form = new MxWriteConfiguration();
        form.documentPrefix = null;
        form.includeXMLDeclaration = true;
        return message.message(form).getBytes(StandardCharsets.UTF_8);
    }

    private static OffsetDateTime inWholeSeconds(OffsetDateTime moment) {
        return moment.withOffsetSameInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    }

    private static CreditTransferTransaction34 transaction(Line line) {
        Transfer transfer = line.transfer();
        BankAccount account =
                line.payee()
                        .bank()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "transfer " + transfer.id() + " has no bank account"));
        CreditTransferTransaction34 transaction =
                new CreditTransferTransaction34()
                        .setPmtId(
                                new PaymentIdentification6()
                                        .setInstrId(transfer.reference())
                                        .setEndToEndId(transfer.reference())
                                        .setUETR(transfer.id().toString()))
                        .setAmt(
                                new AmountType4Choice()
                                        .setInstdAmt(
                                                new ActiveOrHistoricCurrencyAndAmount()
                                                        .setCcy(transfer.currency())
                                                        .setValue(amount(transfer))))
                        .setCdtr(party(line.payee().name()))
                        .setCdtrAcct(account(account))
                        .setRmtInf(
                                new RemittanceInformation16()
                                        .addUstrd("Payout " + transfer.payout()));
        if (account.bic().isPresent() || account.clearing().isPresent()) {
            transaction.setCdtrAgt(bank(account));
        }
        return transaction;
    }

    private static BigDecimal amount(Transfer transfer) {
        return MinorUnits.exact(transfer.amount(), transfer.currency());
    }

    private static PartyIdentification135 party(String name) {
        return new PartyIdentification135().setNm(name);
    }

    private static CashAccount38 account(BankAccount account) {
        AccountIdentification4Choice id = new AccountIdentification4Choice();
        return new CashAccount38()
                .setId(
                        account.isIban()
                                ? id.setIBAN(account.number())
                                : id.setOthr(
                                        new GenericAccountIdentification1()
                                                .setId(account.number())));
    }

    private static BranchAndFinancialInstitutionIdentification6 debtorBank(BankAccount account) {
        if (account.bic().isPresent() || account.clearing().isPresent()) {
            return bank(account);
        }
        return new BranchAndFinancialInstitutionIdentification6()
                .setFinInstnId(
                        new FinancialInstitutionIdentification18()
                                .setOthr(
                                        new GenericFinancialIdentification1().setId(NOT_PROVIDED)));
    }

    private static BranchAndFinancialInstitutionIdentification6 bank(BankAccount account) {
        FinancialInstitutionIdentification18 bank = new FinancialInstitutionIdentification18();
        account.bic().ifPresent(bank::setBICFI);
        account.clearing()
                .ifPresent(clearing -> {
                    String[] parts = clearing.split(":", 2);
                    bank.setClrSysMmbId(
                            new ClearingSystemMemberIdentification2()
                                    .setClrSysId(
                                            new ClearingSystemIdentification2Choice()
                                                    .setCd(parts[0]))
                                    .setMmbId(parts[1]));
                });
        return new BranchAndFinancialInstitutionIdentification6().setFinInstnId(bank);
    }
}
