-- Stages and tags of the shipped pack, written by hand: what `columns` compiles, said straight to the engine.
-- [type] is the number of a type of event, {day} the day as a number, {date} the same as a date.
WITH own AS (
  SELECT customer,
    arg_max(type, place) FILTER (type IN ([account.registered], [account.closed])) AS account,
    arg_max(type, place) FILTER (type IN ([kyc.started], [kyc.passed], [kyc.failed])) AS kyc,
    arg_max(day, place) FILTER (type IN ([kyc.started], [kyc.passed], [kyc.failed])) AS kyc_day,
    arg_max(type, place) FILTER (type IN ([credit.submitted], [credit.granted], [credit.rejected], [limit.frozen],
      [limit.unfrozen], [limit.expired])) AS credit,
    arg_max(day, place) FILTER (type IN ([credit.submitted], [credit.granted], [credit.rejected], [limit.frozen],
      [limit.unfrozen], [limit.expired])) AS credit_day,
    arg_max(day, place) FILTER (type IN ([visitor.seen], [session.started], [account.registered], [kyc.started],
      [kyc.passed], [credit.submitted], [credit.granted], [draw.submitted], [payment.submitted],
      [loan.settled])) AS seen
  FROM events
  WHERE type IN ([account.registered], [account.closed], [kyc.started], [kyc.passed], [kyc.failed], [credit.submitted],
    [credit.granted], [credit.rejected], [limit.frozen], [limit.unfrozen], [limit.expired], [visitor.seen],
    [session.started], [draw.submitted], [payment.submitted], [loan.settled])
  GROUP BY customer
), loan AS (
  SELECT customer, loan,
    arg_max(type, place) FILTER (type IN ({status})) AS status,
    arg_max(day, place) FILTER (type IN ({status})) AS status_day,
    arg_max(due_on, place) FILTER (due_on IS NOT NULL) AS due,
    arg_max(until_on, place) FILTER (until_on IS NOT NULL) AS relief_until,
    arg_max(type, place) FILTER (type IN ({money})) AS money,
    arg_max(day, place) FILTER (type IN ({money})) AS money_day
  FROM events WHERE loan <> 0 GROUP BY customer, loan
), late AS (
  SELECT customer, status, relief_until, due > 0 AS has_due,
    coalesce(status IN ([loan.disbursed], [loan.repaying], [loan.relief_granted]), true) AS runs,
    (CASE WHEN money IN ([deduction.submitted], [payment.submitted], [payment.received]) THEN least({day}, money_day)
      ELSE {day} END)::INTEGER - due::INTEGER AS ago
  FROM loan
), loans AS (
  SELECT customer, bit_or(CASE
      WHEN status IN ([loan.archived], [loan.certificate_issued], [loan.settled]) THEN 1
      WHEN status IN ([loan.assigned], [loan.written_off], [loan.legal]) THEN 2
      WHEN status = [loan.relief_granted] AND (coalesce(relief_until, 0) = 0 OR relief_until >= {day}) THEN 4
      WHEN runs AND has_due AND ago >= 4 THEN 8
      WHEN runs THEN 16
      WHEN status IN ([loan.disburse_failed], [loan.disbursing], [loan.funding_queued], [loan.contract_signed],
        [draw.approved], [draw.manual_review], [draw.reviewing], [draw.submitted]) THEN 32
      WHEN status IN ([draw.rejected], [draw.cancelled], [draw.expired]) THEN 64
      ELSE 128 END) AS loans
  FROM late GROUP BY customer
), counted AS (
  SELECT customer,
    count(*) FILTER (type = [draw.submitted] AND day > {day} - 180) AS draws_180,
    count(*) FILTER (type = [draw.submitted] AND day > {day} - 7) AS draws_7,
    count(*) FILTER (type = [deduction.failed] AND day > {day} - 365) AS failed_365,
    count(*) FILTER (type = [deduction.failed] AND day > {day} - 180) AS failed_180,
    count(*) FILTER (type = [deduction.failed] AND day > {day} - 60) AS failed_60,
    count(*) FILTER (type = [deduction.failed] AND day > {day} - 30) AS failed_30,
    count(*) FILTER (type = [loan.certificate_issued] AND day > {day} - 30) AS certificates_30,
    count(*) FILTER (type = [kyc.failed] AND day > {day} - 14) AS kyc_failed_14,
    count(*) FILTER (type = [loan.disburse_failed] AND day > {day} - 14) AS disburse_failed_14,
    count(*) FILTER (type = [contact.opened] AND day > {day} - 7) AS contacts_7,
    count(*) FILTER (type = [session.started] AND day > {day} - 7) AS sessions_7,
    count(*) FILTER (type = [session.started] AND day > {day} - 90) AS sessions_90
  FROM events
  WHERE day > {day} - 365 AND type IN ([draw.submitted], [deduction.failed], [loan.certificate_issued], [kyc.failed],
    [loan.disburse_failed], [contact.opened], [session.started])
  GROUP BY customer
), known AS (
  SELECT p.*, o.* EXCLUDE (customer), c.* EXCLUDE (customer), coalesce(l.loans, 0) AS loans
  FROM people p LEFT JOIN own o USING (customer) LEFT JOIN loans l USING (customer) LEFT JOIN counted c USING (customer)
), placed AS (
  SELECT *, CASE
      WHEN account = [account.closed] THEN 0
      WHEN loans & 6 <> 0 THEN 1
      WHEN loans & 8 <> 0 THEN 2
      WHEN loans & 16 <> 0 THEN 3
      WHEN loans & 32 <> 0 THEN 4
      WHEN credit IN ([credit.granted], [limit.unfrozen]) AND seen <= {day} - 90 THEN 5
      WHEN loans & 1 <> 0 AND seen <= {day} - 90 THEN 6
      WHEN credit IN ([limit.frozen], [limit.expired]) THEN 7
      WHEN loans & 1 <> 0 THEN 8
      WHEN credit IN ([credit.granted], [limit.unfrozen]) THEN 9
      WHEN credit = [credit.submitted] THEN 10
      WHEN credit = [credit.rejected] THEN 11
      WHEN kyc = [kyc.passed] THEN 12
      WHEN kyc = [kyc.started] AND kyc_day >= {day} - 6 THEN 13
      WHEN account = [account.registered] THEN 14
      ELSE 15 END AS stage
  FROM known
)
SELECT customer, stage, loans,
    CASE WHEN consent_profiling AND trait_drawn_on >= {date} - 30 THEN 1::BIGINT << 0 ELSE 0 END
  | CASE WHEN consent_profiling AND trait_draws >= 2 THEN 1::BIGINT << 1 ELSE 0 END
  | CASE WHEN consent_profiling AND draws_180 >= 3 THEN 1::BIGINT << 2 ELSE 0 END
  | CASE WHEN trait_joined_on <= {date} - 730 THEN 1::BIGINT << 3 ELSE 0 END
  | CASE WHEN consent_profiling AND trait_settled_loans >= 3 THEN 1::BIGINT << 4 ELSE 0 END
  | CASE WHEN consent_profiling AND trait_limit_fen >= 5000000 THEN 1::BIGINT << 5 ELSE 0 END
  | CASE WHEN consent_profiling AND trait_balance_fen >= 3000000 THEN 1::BIGINT << 6 ELSE 0 END
  | CASE WHEN consent_profiling AND trait_limit_fen >= 1 AND (trait_used_percent IS NULL OR trait_used_percent <= 20)
      THEN 1::BIGINT << 7 ELSE 0 END
  | CASE WHEN consent_profiling AND trait_income_band IN ('high', 'very_high') THEN 1::BIGINT << 8 ELSE 0 END
  | CASE WHEN consent_profiling AND trait_paid_on >= {date} - 45 AND coalesce(failed_365, 0) = 0 AND loans & 14 = 0
      THEN 1::BIGINT << 9 ELSE 0 END
  | CASE WHEN consent_profiling AND trait_acquisition = 'referral' THEN 1::BIGINT << 10 ELSE 0 END
  | CASE WHEN trait_last_score BETWEEN 4 AND 5 AND trait_rated_on >= {date} - 180 THEN 1::BIGINT << 11 ELSE 0 END
  | CASE WHEN consent_profiling AND trait_settled_loans >= 2 AND trait_income_band IN ('medium', 'high', 'very_high')
      AND coalesce(trait_failed_deductions, 0) = 0 AND loans & 14 = 0 THEN 1::BIGINT << 12 ELSE 0 END
  | CASE WHEN failed_30 >= 1 THEN 1::BIGINT << 13 ELSE 0 END
  | CASE WHEN failed_180 >= 3 THEN 1::BIGINT << 14 ELSE 0 END
  | CASE WHEN loans & 8 <> 0 THEN 1::BIGINT << 15 ELSE 0 END
  | CASE WHEN loans & 2 <> 0 THEN 1::BIGINT << 16 ELSE 0 END
  | CASE WHEN trait_used_percent >= 90 THEN 1::BIGINT << 17 ELSE 0 END
  | CASE WHEN trait_risk_band IN ('d', 'e') THEN 1::BIGINT << 18 ELSE 0 END
  | CASE WHEN draws_7 >= 2 THEN 1::BIGINT << 19 ELSE 0 END
  | CASE WHEN credit = [limit.frozen] THEN 1::BIGINT << 20 ELSE 0 END
  | CASE WHEN credit = [limit.frozen] AND credit_day >= {day} - 30 THEN 1::BIGINT << 21 ELSE 0 END
  | CASE WHEN trait_employment IN ('none', 'student') THEN 1::BIGINT << 22 ELSE 0 END
  | CASE WHEN trait_refused_on >= {date} - 30 THEN 1::BIGINT << 23 ELSE 0 END
  | CASE WHEN trait_relief_on >= {date} - 730 AND loans & 4 = 0 THEN 1::BIGINT << 24 ELSE 0 END
  | CASE WHEN loans & 24 <> 0 AND trait_paid_on <= {date} - 60 THEN 1::BIGINT << 25 ELSE 0 END
  | CASE WHEN trait_limit_until_on BETWEEN {date} AND {date} + 30 AND credit IN ([credit.granted], [limit.unfrozen])
      THEN 1::BIGINT << 26 ELSE 0 END
  | CASE WHEN trait_id_until_on BETWEEN {date} AND {date} + 60 THEN 1::BIGINT << 27 ELSE 0 END
  | CASE WHEN trait_id_until_on <= {date} - 1 THEN 1::BIGINT << 28 ELSE 0 END
  | CASE WHEN loans & 4 <> 0 AND trait_relief_until_on BETWEEN {date} AND {date} + 15 THEN 1::BIGINT << 29 ELSE 0 END
  | CASE WHEN failed_60 >= 2 OR (loans & 8 <> 0 AND trait_employment = 'none') THEN 1::BIGINT << 30 ELSE 0 END
  | CASE WHEN trait_settled_on >= {date} - 30 AND coalesce(certificates_30, 0) = 0 THEN 1::BIGINT << 31 ELSE 0 END
  | CASE WHEN kyc_failed_14 >= 2 THEN 1::BIGINT << 32 ELSE 0 END
  | CASE WHEN kyc = [kyc.started] AND kyc_day BETWEEN {day} - 60 AND {day} - 7 THEN 1::BIGINT << 33 ELSE 0 END
  | CASE WHEN loans & 32 <> 0 THEN 1::BIGINT << 34 ELSE 0 END
  | CASE WHEN disburse_failed_14 >= 1 THEN 1::BIGINT << 35 ELSE 0 END
  | CASE WHEN contacts_7 >= 3 THEN 1::BIGINT << 36 ELSE 0 END
  | CASE WHEN trait_last_score BETWEEN 1 AND 2 AND trait_rated_on >= {date} - 90 THEN 1::BIGINT << 37 ELSE 0 END
  | CASE WHEN trait_complained_on >= {date} - 90 THEN 1::BIGINT << 38 ELSE 0 END
  | CASE WHEN trait_complaints >= 2 THEN 1::BIGINT << 39 ELSE 0 END
  | CASE WHEN stage = 11 AND trait_refused_on <= {date} - 31 THEN 1::BIGINT << 40 ELSE 0 END
  | CASE WHEN trait_joined_on >= {date} - 30 THEN 1::BIGINT << 41 ELSE 0 END
  | CASE WHEN trait_contact_on IS NULL OR trait_contact_on <= {date} - 30 THEN 1::BIGINT << 42 ELSE 0 END
  | CASE WHEN trait_contact_on IS NULL OR trait_contact_on <= {date} - 90 THEN 1::BIGINT << 43 ELSE 0 END
  | CASE WHEN trait_contacts = 1 THEN 1::BIGINT << 44 ELSE 0 END
  | CASE WHEN trait_seen_on >= {date} - 29 THEN 1::BIGINT << 45 ELSE 0 END
  | CASE WHEN trait_seen_on BETWEEN {date} - 89 AND {date} - 30 THEN 1::BIGINT << 46 ELSE 0 END
  | CASE WHEN trait_seen_on <= {date} - 90 AND stage NOT IN (0, 1, 2, 3, 4) THEN 1::BIGINT << 47 ELSE 0 END
  | CASE WHEN trait_joined_on <= {date} - 180 AND sessions_7 >= 1 AND sessions_90 < 2 THEN 1::BIGINT << 48 ELSE 0 END
  | CASE WHEN stage IN (5, 9) AND coalesce(trait_draws, 0) = 0 AND credit IN ([credit.granted], [limit.unfrozen])
      AND credit_day <= {day} - 14 THEN 1::BIGINT << 49 ELSE 0 END
  | CASE WHEN stage = 14 AND trait_joined_on <= {date} - 7 THEN 1::BIGINT << 50 ELSE 0 END
  | CASE WHEN stage = 12 AND kyc_day <= {day} - 7 THEN 1::BIGINT << 51 ELSE 0 END
  | CASE WHEN stage IN (6, 8) AND trait_settled_on <= {date} - 60 THEN 1::BIGINT << 52 ELSE 0 END
  | CASE WHEN stage NOT IN (0, 1, 2, 3, 4) AND trait_seen_on <= {date} - 14
      AND (trait_last_score BETWEEN 1 AND 2 OR trait_complained_on >= {date} - 60) THEN 1::BIGINT << 53 ELSE 0 END
    AS tags_0
FROM placed
